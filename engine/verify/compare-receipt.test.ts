import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ReceiptObject, receiptBody } from '../../contract/receipt.ts';
import { compareReceipt } from './compare-receipt.ts';

const object = (key: string, fill = 'a', sizeBytes = 1): ReceiptObject => ({
  key,
  kind: 'segment',
  sizeBytes,
  sha256: fill.repeat(64),
  proof: 'sha256-attested',
  verifiedAt: '2026-11-21T10:00:00.000Z',
});

const receipt = (objects: readonly ReceiptObject[]) =>
  receiptBody.parse({
    format: 'surecast-receipt/1',
    broadcast: 'show',
    origin: 'file:/origin',
    startedAt: '2026-11-21T09:00:00.000Z',
    endedAt: '2026-11-21T10:00:00.000Z',
    segments: objects.length,
    gaps: 0,
    durationSeconds: 2,
    objects,
  });

const keys = (delivered: readonly ReceiptObject[], attested: readonly ReceiptObject[], name = 'show') =>
  compareReceipt(receipt(attested), name, delivered).map((problem) => problem.key);

describe('compareReceipt', () => {
  it('accepts the same objects in any order', () => {
    assert.deepEqual(keys([object('1'), object('2')], [object('2'), object('1')]), []);
  });

  it('names each object that differs, is missing on either side, or has another size', () => {
    const delivered = [object('same'), object('only delivered'), object('hash'), object('size')];
    const attested = [object('same'), object('only on receipt'), object('hash', 'b'), object('size', 'a', 2)];
    assert.deepEqual(keys(delivered, attested).sort(), ['hash', 'only delivered', 'only on receipt', 'size']);
  });

  it('does not take the receipt of another broadcast', () => {
    assert.deepEqual(keys([], [], 'other'), ['other/receipt.json']);
  });
});
