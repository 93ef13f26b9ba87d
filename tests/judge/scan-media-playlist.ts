import assert from 'node:assert/strict';

/** A Media Segment as a playlist's lines tell it. */
export type ScannedSegment = {
  readonly uri: string;
  readonly sequence: number;
  readonly seconds: number;
  readonly sha256: string | undefined;
  readonly dateMs: number | undefined;
  readonly discontinuity: boolean;
  readonly gap: boolean;
  /** The EXT-X-MAP in force. */
  readonly map: ScannedMap | undefined;
};

export type ScannedMap = { readonly uri: string; readonly sha256: string | undefined };

export type ScannedPlaylist = {
  readonly targetSeconds: number;
  readonly mediaSequence: number;
  readonly ended: boolean;
  readonly segments: readonly ScannedSegment[];
};

/**
 * Reads a Media Playlist line by line, knowing nothing of how it was made. The hash before an EXT-X-MAP is the map's,
 * the one before an EXTINF the segment's.
 */
export function scanMediaPlaylist(text: string): ScannedPlaylist {
  const lines = text.split('\n');
  assert.equal(lines[0], '#EXTM3U', 'a playlist begins as one');
  const value = (tag: string) => lines.find((line) => line.startsWith(`#${tag}:`))?.slice(tag.length + 2);
  const mediaSequence = Number(value('EXT-X-MEDIA-SEQUENCE') ?? 0);
  const segments: ScannedSegment[] = [];
  let map: ScannedMap | undefined;
  let sha256: string | undefined;
  let head: string[] = [];
  for (const line of lines) {
    if (line.startsWith('#EXT-X-SURECAST-SHA256:')) {
      sha256 = line.slice('#EXT-X-SURECAST-SHA256:'.length);
    } else if (line.startsWith('#EXT-X-MAP:')) {
      map = { uri: /URI="([^"]+)"/.exec(line)?.[1] ?? '', sha256 };
      sha256 = undefined;
    } else if (line.startsWith('#')) {
      head.push(line);
    } else if (line !== '') {
      segments.push({ ...readHead(head), uri: line, sequence: mediaSequence + segments.length, sha256, map });
      sha256 = undefined;
      head = [];
    }
  }
  return {
    targetSeconds: Number(value('EXT-X-TARGETDURATION')),
    mediaSequence,
    ended: lines.includes('#EXT-X-ENDLIST'),
    segments,
  };
}

function readHead(head: readonly string[]) {
  const after = (tag: string) => head.find((line) => line.startsWith(`#${tag}:`))?.slice(tag.length + 2);
  const date = after('EXT-X-PROGRAM-DATE-TIME');
  return {
    seconds: Number.parseFloat(after('EXTINF') ?? ''),
    dateMs: date === undefined ? undefined : Date.parse(date),
    discontinuity: head.includes('#EXT-X-DISCONTINUITY'),
    gap: head.includes('#EXT-X-GAP'),
  };
}
