import { mkdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { startVersitygw } from '../../fixtures/servers/versitygw.ts';
import { failsWith, objectOf } from './conformance.ts';
import { openOrigin } from './open-origin.ts';
import { provesAll, s3Conformance } from './s3-conformance.ts';

let versitygw: S3Server;
before(async () => {
  versitygw = await startVersitygw();
  await versitygw.createBucket('conformance');
});
after(() => versitygw.stop());

s3Conformance('versitygw', () => versitygw.env, provesAll);

describe('versitygw that may only be read', () => {
  it('blocks, and says so', async (t) => {
    const readOnly = await startVersitygw({ readOnly: true });
    t.after(() => readOnly.stop());
    // A bucket of versitygw is a folder, and this one takes no request to create it.
    await mkdir(`${readOnly.directory}/conformance`);
    const origin = openOrigin('s3://conformance/x', { capabilities: provesAll, variables: readOnly.env });
    const body = Buffer.from('x');
    const { signal } = new AbortController();
    await failsWith(origin.put(objectOf('a', body), body, signal), {
      class: 'blocked',
      code: 'ORIGIN_DENIED',
    });
  });
});
