import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type PreflightCheck, preflightReport } from '../contract/preflight-report.ts';
import { startMinio } from '../fixtures/servers/minio.ts';
import type { S3Server } from '../fixtures/servers/s3-server.ts';
import { startScriptedServer } from '../fixtures/servers/scripted-server.ts';
import { takeDataDirectory } from './data-directory.ts';
import { type PreflightOptions, preflight } from './preflight.ts';

const bucket = 'doctor';
let root = '';
let source = '';
let minio: S3Server;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'surecast-doctor-'));
  source = join(root, 'small.mp4');
  const pattern = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=10', '-t', '2', '-c:v', 'libx264'];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...pattern, source]);
  minio = await startMinio();
  await minio.createBucket(bucket);
  Object.assign(process.env, minio.env);
});

after(async () => {
  await minio.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The checks by name. Every report fits its schema, and each check was told of in its turn. */
async function checksOf(options: Partial<PreflightOptions>): Promise<Map<string, PreflightCheck>> {
  const told: PreflightCheck[] = [];
  const report = await preflight({
    source,
    originUrls: [`file:${root}/origin`],
    dataDirectory: join(root, 'data'),
    videoKbps: undefined,
    variants: undefined,
    encoder: undefined,
    onCheck: (check) => told.push(check),
    ...options,
  });
  preflightReport.parse(report);
  assert.deepEqual(report.checks, told);
  assert.equal(report.ok, !told.some((check) => check.status === 'fail'));
  return new Map(told.map((check) => [check.name, check]));
}

/** A data directory whose engine runs: source, encoder and uplink are then left alone, which is also quick. */
async function runningData(t: TestContext): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'surecast-doctor-'));
  const held = await takeDataDirectory(data);
  t.after(() => {
    held.release();
    rmSync(data, { recursive: true });
  });
  return data;
}

function setVariable(t: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  t.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

describe('preflight', () => {
  it('tries everything for real at MinIO, and leaves nothing there', async () => {
    const checks = await checksOf({ originUrls: [`s3://${bucket}/live`] });
    for (const name of ['ffmpeg', 'source', 'origin', 'clock'])
      assert.equal(checks.get(name)?.status, 'ok', name);
    assert.ok((checks.get('uplink')?.measured['bitsPerSecond'] ?? 0) > 0);
    assert.ok((checks.get('encoder')?.measured['speed'] ?? 0) > 0);
    assert.ok((checks.get('disk-sync')?.measured['medianMs'] ?? 0) > 0);
    const client = new S3Client({ forcePathStyle: true, endpoint: minio.endpoint });
    const left = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    client.destroy();
    assert.equal(left.KeyCount, 0);
  });

  it('leaves no folder behind', async (t) => {
    setVariable(t, 'SURECAST_FFMPEG', join(root, 'none'));
    const checks = await checksOf({ originUrls: [`file:${root}/a/b`], dataDirectory: join(root, 'c/d') });
    assert.equal(checks.get('origin')?.status, 'ok');
    assert.equal(checks.get('ffmpeg')?.code, 'FFMPEG_MISSING');
    assert.equal(checks.get('source')?.status, 'skip');
    assert.deepEqual(readdirSync(root), ['small.mp4']);
  });

  it('names what is wrong with the origin', async (t) => {
    setVariable(t, 'AWS_SECRET_ACCESS_KEY', 'wrong-secret-key');
    const checks = await checksOf({
      originUrls: [`s3://${bucket}/live`],
      dataDirectory: await runningData(t),
    });
    assert.deepEqual([checks.get('origin')?.status, checks.get('origin')?.code], ['fail', 'ORIGIN_DENIED']);
    assert.equal(checks.get('uplink')?.status, 'skip');
  });

  it('fails a clock that is an hour off', async (t) => {
    const server = await startScriptedServer((_, response) => {
      response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString());
      response.writeHead(403).end();
    });
    t.after(() => server.stop());
    setVariable(t, 'AWS_ENDPOINT_URL_S3', server.endpoint);
    const checks = await checksOf({
      originUrls: [`s3://${bucket}/live`],
      dataDirectory: await runningData(t),
    });
    assert.equal(checks.get('clock')?.status, 'fail');
    assert.equal(checks.get('origin')?.code, 'ORIGIN_CLOCK_SKEW');
  });

  it('names a source that is not there', async () => {
    const [width, height, framesPerSecond, videoKbps, audioKbps] = [160, 120, 10, 200, 64];
    const variants = [{ name: 'small', width, height, framesPerSecond, videoKbps, audioKbps }];
    const checks = await checksOf({ source: join(root, 'none.mp4'), variants });
    assert.equal(checks.get('source')?.code, 'SOURCE_NOT_FOUND');
  });

  it('leaves source, processor and uplink to an engine that runs', async (t) => {
    const data = await runningData(t);
    const before = readdirSync(data);
    const checks = await checksOf({ dataDirectory: data, originUrls: [`s3://${bucket}/live`] });
    for (const name of ['source', 'encoder', 'uplink']) assert.equal(checks.get(name)?.status, 'skip', name);
    assert.equal(checks.get('origin')?.status, 'ok');
    assert.deepEqual(readdirSync(data), before);
  });

  it('refuses settings that mean nothing before it tries anything', async () => {
    await assert.rejects(checksOf({ source: 'gopher://x' }), { code: 'SOURCE_INVALID' });
    await assert.rejects(checksOf({ originUrls: ['ftp://x'] }), { code: 'ORIGIN_URL_INVALID' });
    assert.equal(existsSync(join(root, 'data')), false);
  });
});
