import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { BroadcastRow } from '../catalog/broadcasts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { VerifiedObject } from '../catalog/upload-rows.ts';
import { parseJson } from '../contract/parse-json.ts';
import {
  type ReceiptBody,
  type ReceiptObject,
  receiptBody,
  type SignedReceipt,
  signedReceipt,
} from '../contract/receipt.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { publicKeyOf } from './receipt-key.ts';

/** The account of a broadcast at one origin, from the catalog's verified rows. */
export function composeReceipt(
  catalog: Catalog,
  broadcast: BroadcastRow,
  origin: { readonly id: number; readonly url: string },
): ReceiptBody {
  const counts = catalog.media.counts(broadcast.id, origin.id);
  const longest = Math.max(0, ...counts.map((count) => count.ticks));
  return receiptBody.parse({
    format: 'surecast-receipt/1',
    broadcast: broadcast.name,
    origin: origin.url,
    startedAt: new Date(broadcast.startedAtMs).toISOString(),
    endedAt: new Date(broadcast.endedAtMs ?? broadcast.startedAtMs).toISOString(),
    segments: counts.reduce((sum, count) => sum + count.segments, 0),
    gaps: counts.reduce((sum, count) => sum + count.gaps, 0),
    durationSeconds: longest / 90_000,
    objects: catalog.uploads.verifiedObjects(broadcast.id, origin.id).map(receiptObject),
  });
}

function receiptObject(object: VerifiedObject): unknown {
  const { verifiedAtMs, ...rest } = object;
  return { ...rest, verifiedAt: new Date(verifiedAtMs).toISOString() } satisfies Record<
    keyof ReceiptObject,
    unknown
  >;
}

/** Signs a receipt and gives the file's text, one line an object so that people can read and compare it. */
export function signReceipt(receipt: ReceiptBody, key: KeyObject): string {
  const signature = sign(null, canonicalBytes(receipt), key).toString('base64');
  const { objects, ...head } = receipt;
  const lines = objects.map((object) => `      ${JSON.stringify(object)}`).join(',\n');
  const headText = Object.entries(head).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{
  "receipt": {
${headText.join(',\n')},
    "objects": [
${lines}
    ]
  },
  "publicKey": ${JSON.stringify(publicKeyOf(key))},
  "signature": ${JSON.stringify(signature)}
}
`;
}

/**
 * Reads a receipt and checks its signature.
 * @throws SurecastError `RECEIPT_INVALID` when it is not a receipt or was changed after it was signed
 */
export function openReceipt(text: string): SignedReceipt {
  const parsed = signedReceipt.safeParse(parseJson(text));
  if (!parsed.success) throw new SurecastError('RECEIPT_INVALID', 'This is not a Surecast receipt.');
  const { receipt, publicKey, signature } = parsed.data;
  if (!isSigned(receipt, publicKey, signature)) {
    throw new SurecastError(
      'RECEIPT_INVALID',
      `The receipt of ${receipt.broadcast} does not match its signature.`,
    );
  }
  return parsed.data;
}

function isSigned(receipt: ReceiptBody, publicKey: string, signature: string): boolean {
  try {
    return verify(
      null,
      canonicalBytes(receipt),
      createPublicKey(publicKey),
      Buffer.from(signature, 'base64'),
    );
  } catch {
    return false;
  }
}

function canonicalBytes(receipt: ReceiptBody): Buffer {
  return Buffer.from(canonicalize(receipt) ?? '');
}
