import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';

const receiptFile = z.object({
  receipt: z.looseObject({
    broadcast: z.string(),
    segments: z.number(),
    gaps: z.number(),
    durationSeconds: z.number(),
    objects: z.array(
      z.looseObject({
        key: z.string(),
        sizeBytes: z.number(),
        sha256: z.string(),
        verifiedAt: z.iso.datetime(),
      }),
    ),
  }),
  publicKey: z.string(),
  signature: z.string(),
});

export type JudgedReceipt = z.infer<typeof receiptFile>['receipt'];

/**
 * Holds a receipt against the objects themselves: signed over its canonical form, and naming each object but itself
 * with its size and SHA-256.
 * @param objects all that lies at the origin for the broadcast, by key
 */
export function judgeReceipt(text: string, objects: ReadonlyMap<string, Buffer>): JudgedReceipt {
  const { receipt, publicKey, signature } = receiptFile.parse(JSON.parse(text));
  const isSigned = verify(
    null,
    Buffer.from(canonical(receipt)),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64'),
  );
  assert.ok(isSigned, 'the receipt has a valid signature');
  const told = receipt.objects.map(({ key, sizeBytes, sha256 }) => `${key} ${sizeBytes} ${sha256}`);
  const there = [...objects]
    .filter(([key]) => !key.endsWith('/receipt.json'))
    .map(([key, bytes]) => `${key} ${bytes.length} ${sha256Of(bytes)}`);
  assert.deepEqual(told.toSorted(), there.toSorted(), 'the receipt names exactly what is there');
  return receipt;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** RFC 8785 for what a receipt holds: keys sorted, no white space. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
