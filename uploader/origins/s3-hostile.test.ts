import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Origin } from '../../contract/origin.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { hostileAnswers } from '../../fixtures/servers/hostile-answers.ts';
import { type HostileServer, startHostileServer } from '../../fixtures/servers/hostile-server.ts';
import { startMinio } from '../../fixtures/servers/minio.ts';
import { environment, type S3Server } from '../../fixtures/servers/s3-server.ts';
import { objectOf } from './conformance.ts';
import { hexSha256 } from './hash.ts';
import { openOrigin } from './open-origin.ts';
import { OriginFailure } from './origin-failure.ts';
import { provesAll, provesNothing } from './s3-conformance.ts';

const never = new AbortController().signal;
const body = Buffer.alloc(20_000, 'a segment');
const object = objectOf('show/1.ts', body);
const limits = { connectMs: 1_000, stallMs: 400, baseMs: 400, slowestBytesPerSecond: 1_000_000 };

/** What an origin is asked for. Each must come to an end. */
const requests = {
  put: (origin) => origin.put(object, body, never),
  prove: (origin) => origin.prove(object, never),
  get: (origin) => origin.get('show/receipt.json', 64 * 1024 * 1024, never),
  ask: (origin) => origin.ask(never),
  probe: (origin) => origin.probe(never),
} satisfies Readonly<Record<string, (origin: Origin) => Promise<unknown>>>;

let store: S3Server;
let server: HostileServer;

before(async () => {
  store = await startMinio();
  await store.createBucket('bucket');
  server = await startHostileServer(new URL(store.endpoint).host);
});

after(() => Promise.all([server.stop(), store.stop()]));

const settle = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A connection of before may still be at hand: the queue tries again, and so does this. */
async function inTheEnd<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !(error instanceof OriginFailure) || error.class !== 'unstable') throw error;
    }
  }
}

describe('s3: a hostile or broken store', () => {
  for (const [what, answer] of Object.entries(hostileAnswers(20))) {
    it(`that answers with ${what} ends in a failure that says so, takes no memory, and is used again once it behaves`, async (t) => {
      const variables = environment(server.endpoint);
      for (const capabilities of [provesAll, provesNothing]) {
        const origin = openOrigin('s3://bucket/prefix', { capabilities, variables, limits });
        server.answerWith(answer);
        const sentBefore = server.sentBytes;
        const memoryBefore = process.memoryUsage().rss;
        for (const [name, request] of Object.entries(requests)) {
          const failure = await settle(request(origin));
          assert.ok(failure === undefined || failure instanceof OriginFailure, `${name}: ${failure}`);
          if (name === 'prove' || name === 'probe') assert.ok(failure instanceof OriginFailure, name);
        }
        const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
        const sent = server.sentBytes - sentBefore;
        t.diagnostic(
          `taken ${megabytes(sent)}, memory ${megabytes(process.memoryUsage().rss - memoryBefore)} more`,
        );
        server.answerWith(undefined);
        assert.match(
          await inTheEnd(() => origin.put(object, body, never).then(() => origin.prove(object, never))),
          /sha256/,
        );
        origin.close();
      }
    });
  }

  it('that hangs up at any byte of its answer is taken for one that has not answered', async () => {
    const sha256 = Buffer.from(hexSha256(body), 'hex').toString('base64');
    const head = `HTTP/1.1 200 OK\r\nETag: "0"\r\nx-amz-checksum-sha256: ${sha256}\r\nContent-Length: `;
    const answers = {
      put: `${head}0\r\n\r\n`,
      get: `${head}${body.length}\r\n\r\n${body.toString('latin1')}`,
    };
    const origin = openOrigin('s3://bucket/prefix', {
      capabilities: provesAll,
      variables: environment(server.endpoint),
      limits,
    });
    const cutAt = fc.record({
      name: fc.constantFrom('put' as const, 'get' as const),
      share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cutAt, async ({ name, share }) => {
        const whole = Buffer.from(answers[name], 'latin1');
        // Most of the places that matter lie in the head.
        const cut = Math.floor(Math.min(share * (head.length + 40), whole.length - 1));
        server.answerWith((socket) => void socket.end(whole.subarray(0, cut)));
        const failure = await settle(requests[name](origin));
        assert.ok(failure instanceof OriginFailure, `${name} cut at ${cut}: ${failure}`);
        assert.equal(failure.class, 'unstable');
      }),
      { numRuns: 60 },
    );
  });
});
