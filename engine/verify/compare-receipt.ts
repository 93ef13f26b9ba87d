import type { ReceiptBody } from '../../contract/receipt.ts';
import type { VerifyProblem } from '../../contract/verify-report.ts';
import type { ExpectedObject } from './expected-object.ts';

/** Where a receipt contradicts the list of what was delivered, or is another broadcast's. Pure. */
export function compareReceipt(
  receipt: ReceiptBody,
  broadcast: string,
  delivered: readonly ExpectedObject[],
): VerifyProblem[] {
  if (receipt.broadcast !== broadcast) {
    return [
      differs(`${broadcast}/receipt.json`, `is the receipt of ${receipt.broadcast}, not of ${broadcast}`),
    ];
  }
  const attested = new Map(receipt.objects.map((object) => [object.key, object]));
  const listed = new Set(delivered.map((object) => object.key));
  return [
    ...delivered.flatMap((object) => {
      const found = attested.get(object.key);
      if (found === undefined) return [differs(object.key, 'was delivered, but is not on the receipt')];
      const isSame = found.sha256 === object.sha256 && found.sizeBytes === object.sizeBytes;
      return isSame ? [] : [differs(object.key, 'is another one on the receipt than was delivered')];
    }),
    ...[...attested.keys()]
      .filter((key) => !listed.has(key))
      .map((key) => differs(key, 'is on the receipt, but was not delivered')),
  ];
}

function differs(key: string, what: string): VerifyProblem {
  return { key, code: 'RECEIPT_DIFFERS', message: `${key} ${what}.` };
}
