import type { ReceiptBody, ReceiptObject } from '../../contract/receipt.ts';

/** What a receipt adds up to. */
export type ReceiptSummary = {
  readonly objects: number;
  readonly bytes: number;
  readonly byKind: Readonly<Record<ReceiptObject['kind'], number>>;
  readonly attested: number;
  readonly readBack: number;
  /** When the first and the last object were proved; null without objects. */
  readonly provedFrom: string | null;
  readonly provedTo: string | null;
  /** The number of segments that it states is that of its objects. */
  readonly isConsistent: boolean;
};

export function summariseReceipt({ objects, segments }: ReceiptBody): ReceiptSummary {
  const ofKind = (kind: ReceiptObject['kind']): number =>
    objects.filter((object) => object.kind === kind).length;
  const times = objects.map(({ verifiedAt }) => verifiedAt).sort();
  const byKind = {
    segment: ofKind('segment'),
    init: ofKind('init'),
    'media-playlist': ofKind('media-playlist'),
    'multivariant-playlist': ofKind('multivariant-playlist'),
  };
  return {
    objects: objects.length,
    bytes: objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    byKind,
    attested: objects.filter(({ proof }) => proof === 'sha256-attested').length,
    readBack: objects.filter(({ proof }) => proof === 'sha256-read-back').length,
    provedFrom: times[0] ?? null,
    provedTo: times.at(-1) ?? null,
    isConsistent: byKind.segment === segments,
  };
}
