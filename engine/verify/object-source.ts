import type { BroadcastRow, DestinationRow } from '../../catalog/broadcasts.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { OriginCapabilities } from '../../contract/origin.ts';
import type { ReceiptBody } from '../../contract/receipt.ts';
import { readCapabilities } from '../origin-capabilities.ts';
import type { ExpectedObject } from './expected-object.ts';

/** Who says what must be at an origin. */
export type ObjectSource = {
  readonly listedBy: 'catalog' | 'receipt';
  /** Whether the broadcast is complete there, so that there must be a receipt. */
  readonly isComplete: boolean;
  readonly pendingFiles: number;
  readonly capabilities: OriginCapabilities | undefined;
  /** What must be there now; grows while a broadcast goes on. */
  readonly list: () => readonly ExpectedObject[];
  /** Whether a playlist may have this hash instead of the listed one: a newer version of it, made meanwhile. */
  readonly isNewerVersion: (listed: ExpectedObject, sha256: string) => boolean;
};

/** The catalog's verified rows. */
export function catalogSource(
  catalog: Catalog,
  broadcast: BroadcastRow,
  origin: DestinationRow,
): ObjectSource {
  const versionOf = (key: string, sha256: string) =>
    catalog.media.playlistByHash(key, origin.id, sha256)?.version;
  return {
    listedBy: 'catalog',
    isComplete: origin.complete === 1,
    pendingFiles: catalog.uploads.totals(broadcast.id, origin.id).pendingFiles,
    capabilities: readCapabilities(origin.capabilities),
    list: () => catalog.uploads.verifiedObjects(broadcast.id, origin.id),
    isNewerVersion: (listed, sha256) => {
      const found = versionOf(listed.key, sha256);
      const least = versionOf(listed.key, listed.sha256);
      return found !== undefined && least !== undefined && found > least;
    },
  };
}

/** A receipt whose signature was checked. */
export function receiptSource(receipt: ReceiptBody): ObjectSource {
  return {
    listedBy: 'receipt',
    isComplete: true,
    pendingFiles: 0,
    capabilities: undefined,
    list: () => receipt.objects,
    isNewerVersion: () => false,
  };
}
