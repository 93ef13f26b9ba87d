import { after, before } from 'node:test';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { startVersitygw } from '../../fixtures/servers/versitygw.ts';
import { provesAll, s3Conformance } from './s3-conformance.ts';

let versitygw: S3Server;
before(async () => {
  versitygw = await startVersitygw();
  await versitygw.createBucket('conformance');
});
after(() => versitygw.stop());

s3Conformance('versitygw', () => versitygw.env, provesAll);
