import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addSegment, makeBroadcast } from '../catalog/testing/test-broadcast.ts';
import type { ReceiptBody } from '../contract/receipt.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { fc } from '../fixtures/property-testing.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { composeReceipt, openReceipt, signReceipt } from './receipt.ts';
import { receiptKey } from './receipt-key.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const body: ReceiptBody = {
  format: 'surecast-receipt/1',
  broadcast: 'Grüße "2026"',
  origin: 's3://bucket/prefix',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:04.000Z',
  segments: 2,
  gaps: 0,
  durationSeconds: 4.033333333333333,
  objects: ['a', 'b'].map((name) => ({
    key: `show/720p/${name}.ts`,
    kind: 'segment',
    sizeBytes: 1234,
    sha256: name.repeat(64),
    proof: 'sha256-attested',
    verifiedAt: '2026-01-01T00:00:05.000Z',
  })),
};
const text = signReceipt(body, key);
const isInvalid = (error: unknown) => error instanceof SurecastError && error.code === 'RECEIPT_INVALID';

test('a signed receipt is opened as what was signed, one line an object', () => {
  assert.deepEqual(openReceipt(text).receipt, body);
  assert.equal(text.split('\n').filter((line) => line.includes('"sha256"')).length, 2);
  assert.deepEqual(openReceipt(signReceipt({ ...body, objects: [] }, key)).receipt.objects, []);
});

test('white space and the order of names do not matter', () => {
  const { receipt, ...rest } = JSON.parse(text);
  const shuffled = Object.fromEntries(Object.entries(receipt).reverse());
  assert.deepEqual(openReceipt(JSON.stringify({ ...rest, receipt: shuffled })).receipt, body);
});

test('whichever byte is changed, the receipt is refused or says the same', () => {
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      try {
        // By way of JSON: "-0" is another text, and the same number there.
        const { receipt } = openReceipt(changed.toString());
        assert.deepEqual(JSON.parse(JSON.stringify(receipt)), body);
      } catch (error) {
        if (!isInvalid(error)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test('a receipt that another key signed, or that is none, is refused', () => {
  const { receipt, publicKey } = JSON.parse(text);
  const other = JSON.parse(signReceipt(body, generateKeyPairSync('ed25519').privateKey));
  for (const wrong of [
    { receipt, publicKey, signature: other.signature },
    { receipt, publicKey: 'x', signature: 'y' },
    {},
    7,
  ])
    assert.throws(() => openReceipt(JSON.stringify(wrong)), isInvalid);
  for (const wrong of ['', 'null', '{', text.slice(0, -20)])
    assert.throws(() => openReceipt(wrong), isInvalid);
});

test('the receipt of an origin accounts for what that origin has', (t) => {
  const made = makeBroadcast(temporaryDirectory(t), { originUrls: ['file:/a', 'file:/b'] });
  t.after(() => made.catalog.close());
  const { catalog, variantIds } = made;
  for (const gap of [false, false, true]) addSegment(made, { variantId: variantIds[0] ?? 0, gap });
  for (const originId of made.originIds) {
    for (
      let upload = catalog.uploads.takeNext(originId, 0);
      upload;
      upload = catalog.uploads.takeNext(originId, 0)
    ) {
      const isLost = originId === made.originIds[1] && upload.key.endsWith('1.ts');
      if (isLost)
        catalog.uploads.apply(upload.id, { type: 'lost', error: { code: 'FILE_CHANGED', message: '' } });
      catalog.uploads.apply(upload.id, { type: 'stored' });
      catalog.uploads.apply(upload.id, { type: 'verified', proof: 'sha256-read-back', atMs: 7 });
    }
  }
  const broadcast = catalog.broadcasts.byName('show');
  assert.ok(broadcast !== undefined);
  const receipts = catalog.broadcasts
    .destinations(broadcast.id)
    .map((origin) => composeReceipt(catalog, broadcast, origin));
  assert.deepEqual(
    receipts.map(({ segments, gaps, objects, durationSeconds }) => [
      segments,
      gaps,
      objects.length,
      durationSeconds,
    ]),
    [
      [2, 1, 2, 6],
      [1, 2, 1, 6],
    ],
  );
});

test('the key is made once, and for its owner alone', async (t) => {
  const root = temporaryDirectory(t);
  const first = await receiptKey(root);
  const pem = readFileSync(join(root, 'receipt-key.pem'));
  assert.ok(first.equals(await receiptKey(root)));
  assert.deepEqual(readFileSync(join(root, 'receipt-key.pem')), pem);
  if (process.platform !== 'win32') assert.equal(statSync(join(root, 'receipt-key.pem')).mode & 0o777, 0o600);
});

test('a key that can’t be read stops the start with its name, and moved aside makes room for a new one', async (t) => {
  const root = temporaryDirectory(t);
  const path = join(root, 'receipt-key.pem');
  const before = signReceipt(body, await receiptKey(root));
  const refused = () =>
    assert.rejects(
      receiptKey(root),
      ({ code, message }: Error & { code?: string }) =>
        code === 'RECEIPT_KEY_UNREADABLE' && message.includes(path),
    );
  const other = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const text of ['', 'noise', other]) {
    writeFileSync(path, text);
    await refused();
    assert.equal(readFileSync(path, 'utf8'), text, 'it is left as it is');
  }
  rmSync(path);
  mkdirSync(path);
  await refused();
  rmSync(path, { recursive: true });
  const after = signReceipt(body, await receiptKey(root));
  assert.deepEqual(openReceipt(before).receipt, body);
  assert.notEqual(openReceipt(before).publicKey, openReceipt(after).publicKey);
});
