import { after, before } from 'node:test';
import { startMinio } from '../../fixtures/servers/minio.ts';
import type { S3Server } from '../../fixtures/servers/s3-server.ts';
import { provesAll, provesNothing, s3Conformance } from './s3-conformance.ts';

let minio: S3Server;
before(async () => {
  minio = await startMinio();
  await minio.createBucket('conformance');
});
after(() => minio.stop());

s3Conformance('MinIO', () => minio.env, provesAll);
s3Conformance('MinIO, taken for a store that proves nothing,', () => minio.env, provesNothing);
s3Conformance('MinIO, not yet probed,', () => minio.env, undefined);
