import { basename } from 'node:path/posix';
import type { TimelineRow } from '../catalog/media.ts';

/** What a Media Playlist is made of. Only rows that are verified at the origin, or gaps, may be in `rows`. */
export type MediaPlaylistContent = {
  readonly targetDurationSeconds: number;
  readonly rows: readonly TimelineRow[];
  /** Discontinuities among the segments up to and with the first row (whose own tag is then left out). */
  readonly discontinuitySequence: number;
  readonly ended: boolean;
};

/** Ticks of the 90 kHz media clock in a second. */
export const ticksPerSecond = 90_000;

/**
 * A Media Playlist (RFC 8216, section 4.3.3; EXT-X-GAP from draft-pantos-hls-rfc8216bis, 4.4.4.7) with the SHA-256 of
 * each object in a line before it. Pure: the same rows give the same bytes.
 */
export function buildMediaPlaylist(content: MediaPlaylistContent): string {
  const { rows } = content;
  const hasGap = rows.some((row) => row.fileId === null);
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${hasGap ? 8 : 6}`,
    `#EXT-X-TARGETDURATION:${content.targetDurationSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${rows[0]?.sequence ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${content.discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  if (content.ended) lines.splice(4, 0, '#EXT-X-PLAYLIST-TYPE:VOD');
  let initKey: string | null = null;
  rows.forEach((row, index) => {
    if (row.discontinuity === 1 && index > 0) lines.push('#EXT-X-DISCONTINUITY');
    const needsMap = row.initKey !== null && row.initKey !== initKey;
    if (needsMap) lines.push(...mapLines(row));
    initKey = row.initKey ?? initKey;
    lines.push(...segmentLines(row));
  });
  if (content.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** The hash of an initialization section stands directly before its EXT-X-MAP. */
function mapLines(row: TimelineRow): string[] {
  return [`#EXT-X-SURECAST-SHA256:${row.initSha256}`, `#EXT-X-MAP:URI="${basename(row.initKey ?? '')}"`];
}

function segmentLines(row: TimelineRow): string[] {
  const seconds = ((row.endPts - row.startPts) / ticksPerSecond).toFixed(6);
  const head = [`#EXT-X-PROGRAM-DATE-TIME:${new Date(row.programDateTimeMs).toISOString()}`];
  if (row.key === null) {
    return [...head, '#EXT-X-GAP', `#EXTINF:${seconds},`, `gap-${String(row.sequence).padStart(8, '0')}`];
  }
  return [...head, `#EXT-X-SURECAST-SHA256:${row.sha256}`, `#EXTINF:${seconds},`, basename(row.key)];
}
