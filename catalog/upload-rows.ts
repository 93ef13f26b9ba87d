import type { FileKind } from './media.ts';
import type { UploadState } from './upload-transition.ts';

/** An upload with all that its worker needs. */
export type UploadRow = {
  readonly id: number;
  readonly originId: number;
  readonly state: UploadState;
  /** Whether it waits in the backfill lane, behind the live edge. */
  readonly isBackfill: 0 | 1;
  readonly attempts: number;
  /** SHA-256 of the playlist version that this one may replace; null for files written once and first versions. */
  readonly replaces: string | null;
  readonly fileId: number;
  readonly broadcastId: number;
  readonly variantId: number | null;
  readonly kind: FileKind;
  readonly path: string;
  readonly key: string;
  readonly version: number | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAtMs: number;
};

/** What is left to deliver, and what was. */
export type UploadTotals = {
  readonly pendingFiles: number;
  readonly pendingBytes: number;
  readonly blockedFiles: number;
  readonly verifiedFiles: number;
  readonly verifiedBytes: number;
  readonly verifiedSegments: number;
  /** The origin has answered yes, the proof is still out. */
  readonly storedSegments: number;
  readonly lostFiles: number;
  /** When the oldest file that is not verified yet came to be; null with nothing pending. */
  readonly oldestPendingMs: number | null;
};

/** A delivered object as the receipt names it. */
export type VerifiedObject = {
  readonly key: string;
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly proof: string;
  readonly verifiedAtMs: number;
};

/** A pending upload, as far as looking at its file needs it. */
export type PendingFile = Pick<
  UploadRow,
  'id' | 'fileId' | 'broadcastId' | 'variantId' | 'kind' | 'path' | 'sizeBytes'
>;
