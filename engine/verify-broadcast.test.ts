import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { OriginVerifyReport, VerifyReport } from '../contract/verify-report.ts';
import { verifyReport } from '../contract/verify-report.ts';
import { deliver, recordBroadcast } from './testing/delivered-broadcast.ts';
import { type VerifyOptions, verifyBroadcast } from './verify-broadcast.ts';

/** A delivered broadcast, made once and copied by each test that breaks it. */
let made = '';

before(async () => {
  made = mkdtempSync(join(tmpdir(), 'surecast-verify-'));
  recordBroadcast({ root: join(made, 'data'), name: 'show', originUrls: [`file:${made}/origin`] });
  await deliver(join(made, 'data'));
});

after(() => rmSync(made, { recursive: true, force: true }));

type Copy = { readonly data: string; readonly origin: string; readonly segments: readonly string[] };

/** A copy of the origin, which the catalog does not know: the list comes from the receipt there. */
function copyOrigin(t: TestContext): Copy {
  const root = mkdtempSync(join(tmpdir(), 'surecast-verify-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(join(made, 'origin'), join(root, 'origin'), { recursive: true });
  const folder = join(root, 'origin/show/720p');
  const segments = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
  return { data: join(root, 'data'), origin: join(root, 'origin'), segments };
}

async function verify(options: Partial<VerifyOptions>): Promise<VerifyReport> {
  const report = await verifyBroadcast({
    broadcast: 'show',
    dataDirectory: join(made, 'data'),
    originUrls: undefined,
    deep: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  });
  return verifyReport.parse(report);
}

async function verifyOne(options: Partial<VerifyOptions>): Promise<OriginVerifyReport> {
  const { origins, ok } = await verify(options);
  const [origin, ...more] = origins;
  assert.ok(origin !== undefined && more.length === 0);
  assert.equal(ok, origin.problems.length === 0 && origin.trouble === null);
  return origin;
}

const codes = (report: OriginVerifyReport): string[] => report.problems.map((problem) => problem.code);

describe('verifyBroadcast', () => {
  for (const deep of [false, true]) {
    it(`finds everything of a delivered broadcast${deep ? ', read back whole' : ''}`, async () => {
      const report = await verifyOne({ deep });
      assert.equal(report.listedBy, 'catalog');
      // Three segments, two playlists, one receipt.
      assert.deepEqual([report.objects, report.verified, report.missing, report.mismatched], [6, 6, 0, 0]);
      assert.equal(report.receipt, 'valid');
    });
  }

  it('goes by the receipt where there is no catalog', async (t) => {
    const { origin, data } = copyOrigin(t);
    const report = await verifyOne({ originUrls: [`file:${origin}`], dataDirectory: data });
    assert.deepEqual([report.listedBy, report.objects, report.verified], ['receipt', 6, 6]);
    assert.match(report.signer ?? '', /^[0-9a-f]{64}$/);
  });

  it('names an object that is gone, and one that was changed', async (t) => {
    const { origin, segments } = copyOrigin(t);
    const [gone = '', changed = '', longer = ''] = segments;
    rmSync(gone);
    writeFileSync(changed, Buffer.from(readFileSync(changed)).fill(0, 100, 101));
    writeFileSync(longer, 'more', { flag: 'a' });
    for (const deep of [false, true]) {
      const report = await verifyOne({ originUrls: [`file:${origin}`], deep });
      assert.deepEqual([report.missing, report.mismatched, report.verified], [1, 2, 3]);
      assert.deepEqual(codes(report), ['OBJECT_MISSING', 'CHECKSUM_MISMATCH', 'CHECKSUM_MISMATCH']);
    }
  });

  it('refuses to go by a receipt that was changed', async (t) => {
    const { origin } = copyOrigin(t);
    const path = join(origin, 'show/receipt.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"gaps": 0', '"gaps": 1'));
    const report = await verifyOne({ originUrls: [`file:${origin}`] });
    assert.equal(report.trouble?.code, 'RECEIPT_INVALID');
    assert.equal(report.receipt, 'invalid');
  });

  it('does not take the receipt of another broadcast', async (t) => {
    const { origin } = copyOrigin(t);
    cpSync(join(origin, 'show'), join(origin, 'other'), { recursive: true });
    const report = await verifyOne({ broadcast: 'other', originUrls: [`file:${origin}`] });
    assert.deepEqual(codes(report), ['RECEIPT_DIFFERS']);
  });

  it('takes a folder that is not there for a disk that is not attached', async () => {
    const report = await verifyOne({ originUrls: [`file:${made}/elsewhere`] });
    assert.deepEqual([report.trouble?.code, report.missing], ['ORIGIN_UNREACHABLE', 0]);
  });

  it('does not know a broadcast that nobody recorded', async () => {
    await assert.rejects(verify({ broadcast: 'shaw' }), { code: 'BROADCAST_UNKNOWN' });
    await assert.rejects(verify({ dataDirectory: join(made, 'none') }), { code: 'BROADCAST_UNKNOWN' });
    const report = await verifyOne({ broadcast: 'shaw', originUrls: [`file:${made}/origin`] });
    assert.equal(report.trouble?.code, 'BROADCAST_UNKNOWN');
  });
});

describe('verifyBroadcast by the catalog', () => {
  let root = '';
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'surecast-verify-'));
    recordBroadcast({ root: join(root, 'data'), name: 'show', originUrls: [`file:${root}/origin`] });
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('asks only about what was delivered', async () => {
    mkdirSync(join(root, 'origin'));
    const report = await verifyOne({ dataDirectory: join(root, 'data') });
    assert.deepEqual([report.objects, report.pendingFiles, report.receipt], [0, 3, 'none']);
  });

  it('does not believe a valid receipt that is not the delivered one', async () => {
    await deliver(join(root, 'data'));
    cpSync(join(made, 'origin/show/receipt.json'), join(root, 'origin/show/receipt.json'));
    const report = await verifyOne({ dataDirectory: join(root, 'data') });
    assert.equal(report.receipt, 'invalid');
    assert.deepEqual(codes(report), ['CHECKSUM_MISMATCH']);
  });
});
