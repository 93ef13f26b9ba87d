import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { OriginVerifyReport } from '../contract/verify-report.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import type { S3Server } from '../fixtures/servers/s3-server.ts';
import { readCatalog } from './read-catalog.ts';
import { deliver, recordBroadcast } from './testing/delivered-broadcast.ts';
import { verifyBroadcast } from './verify-broadcast.ts';

const bucket = 'verify';
let root = '';
let minio: S3Server;
let client: S3Client;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'surecast-verify-'));
  minio = await startMinio();
  await minio.createBucket(bucket);
  Object.assign(process.env, minio.env);
  client = new S3Client({ forcePathStyle: true, endpoint: minio.endpoint });
});

after(async () => {
  client.destroy();
  await minio.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Delivers a broadcast under its own name. @returns its data directory */
async function delivered(name: string): Promise<string> {
  const data = join(root, name);
  recordBroadcast({ root: data, name, originUrls: [`s3://${bucket}/live`] });
  await deliver(data);
  return data;
}

async function verify(
  broadcast: string,
  dataDirectory: string,
  originUrl?: string,
): Promise<OriginVerifyReport> {
  const report = await verifyBroadcast({
    broadcast,
    dataDirectory,
    originUrls: originUrl === undefined ? undefined : [originUrl],
    deep: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const [origin] = report.origins;
  assert.ok(origin);
  return origin;
}

function setVariable(t: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    process.env[name] = before;
  });
}

describe('verifyBroadcast at MinIO', () => {
  let data = '';
  before(async () => {
    data = await delivered('whole');
  });

  it('takes the SHA-256 that the store attests for segments', async () => {
    const report = await verify('whole', data);
    assert.deepEqual([report.objects, report.verified, report.attested, report.readBack], [6, 6, 3, 3]);
    assert.deepEqual([report.receipt, report.trouble, report.problems], ['valid', null, []]);
  });

  it('goes by the receipt at the origin', async () => {
    const report = await verify('whole', join(root, 'none'), `s3://${bucket}/live`);
    assert.deepEqual([report.listedBy, report.verified], ['receipt', 6]);
  });

  it('says that the credentials are refused', async (t) => {
    setVariable(t, 'AWS_SECRET_ACCESS_KEY', 'wrong-secret-key');
    const report = await verify('whole', data);
    assert.deepEqual([report.trouble?.code, report.verified, report.unanswered], ['ORIGIN_DENIED', 0, 6]);
  });

  it('tells a bucket that is not there from objects that are not', async () => {
    const report = await verify('whole', data, 's3://not-there/live');
    assert.deepEqual([report.trouble?.code, report.missing], ['ORIGIN_NO_BUCKET', 0]);
  });

  it('gives up an endpoint where nothing listens', async (t) => {
    setVariable(t, 'AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:1');
    const report = await verify('whole', data);
    assert.deepEqual([report.trouble?.code, report.unanswered], ['ORIGIN_UNREACHABLE', 6]);
  });

  it('names what was deleted, replaced, and put into a playlist by others', async () => {
    const broken = await delivered('broken');
    const before = await verify('broken', broken);
    assert.deepEqual(before.problems, []);
    const list = await readCatalog(broken, (catalog) => catalog.uploads.verifiedObjects(1, 1));
    const [gone, changed] = (list ?? []).filter((object) => object.kind === 'segment');
    assert.ok(gone && changed);
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `live/${gone.key}` }));
    const other = Buffer.alloc(changed.sizeBytes, 7);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `live/${changed.key}`, Body: other }));
    const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nstrange.ts\n';
    const Key = 'live/broken/720p/index.m3u8';
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: playlist }));
    const report = await verify('broken', broken);
    assert.deepEqual([report.missing, report.mismatched, report.verified], [1, 2, 3]);
    const found = new Map(report.problems.map((problem) => [problem.key, problem.code]));
    assert.equal(found.get(gone.key), 'OBJECT_MISSING');
    assert.equal(found.get(changed.key), 'CHECKSUM_MISMATCH');
    assert.equal(found.get('broken/720p/index.m3u8'), 'CHECKSUM_MISMATCH');
  });
});
