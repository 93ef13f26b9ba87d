import type { UploadRow } from '../catalog/upload-rows.ts';
import type { AttemptOutcome } from './uplink-worker.ts';

/** An initialization section whose file is not what was recorded: the catalog has its bytes. */
export function isHarmedInit(
  { kind }: UploadRow,
  outcome: AttemptOutcome,
): outcome is Extract<AttemptOutcome, { type: 'failed' }> {
  return kind === 'init' && outcome.type === 'failed' && outcome.failure.class === 'local';
}

/** What was recorded; playlists and receipts are made from the catalog, as often as need be. */
export function isMedia({ kind }: UploadRow): boolean {
  return kind === 'segment' || kind === 'init';
}
