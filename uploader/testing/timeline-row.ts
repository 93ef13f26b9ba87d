import type { TimelineRow } from '../../catalog/media.ts';
import { segmentTicks, sha256 } from '../../catalog/testing/test-broadcast.ts';

/** A verified two-second segment of MPEG-TS, with what a test says otherwise. */
export function testRow(row: Partial<TimelineRow> & { readonly sequence: number }): TimelineRow {
  const startPts = 900_000 + row.sequence * segmentTicks;
  return {
    variantId: 1,
    runId: 1,
    fileId: row.sequence + 1,
    initFileId: null,
    startPts,
    endPts: startPts + segmentTicks,
    programDateTimeMs: 1_700_000_000_000 + row.sequence * 2000,
    discontinuity: 0,
    videoFrames: 60,
    gapReason: null,
    key: `show/720p/${row.sequence}.ts`,
    sha256: sha256(`segment ${row.sequence}`),
    sizeBytes: 1000,
    initKey: null,
    initSha256: null,
    available: 1,
    ...row,
  };
}
