import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { S3Hop } from '../../fixtures/faults/s3-hop.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import { environment, type S3Server } from '../../fixtures/servers/s3-server.ts';
import { openOrigin } from './open-origin.ts';

let store: S3Server;

before(async () => {
  store = await startMinio();
  await store.createBucket('probed');
});

after(() => store.stop());

/** A draw by which, at a share of 0.1, this one of the first ten requests is struck; the next is the twentieth. */
function strikeOnly(nth: number): () => number {
  const draws = [(10 - nth + 0.5) / 10];
  return () => draws.pop() ?? 0;
}

describe('s3: the probe of a store that is well, behind a link that is not', { concurrency: true }, () => {
  for (const kind of ['flipped-put', 'not-stored'] as const) {
    for (const put of [1, 2, 3, 4, 5, 6]) {
      it(`is not misled when one of its PUTs is hurt (${kind}, number ${put})`, async (t) => {
        const hop = await S3Hop.start({ store: store.env, random: strikeOnly(put) });
        t.after(() => hop.stop());
        hop.apply({ kind, share: 0.1 });
        const variables = environment(`http://${hop.address}`);
        const origin = openOrigin('s3://probed/live', { variables });
        t.after(() => origin.close());
        const found = await origin.probe(new AbortController().signal).catch(() => undefined);
        assert.ok(found === undefined || !Object.values(found).includes(false), JSON.stringify(found));
      });
    }
  }
});
