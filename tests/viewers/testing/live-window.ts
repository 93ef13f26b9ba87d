/** Shows the playlists of an ended broadcast as if it were going on. */
export type LiveWindow = {
  begin(): void;
  end(): void;
  /** Nothing new comes until it goes on. */
  pause(): void;
  goOn(): void;
  hasBegun(): boolean;
  /** The playlist as of now: a Media Playlist grows with time and has no end until the broadcast ends. */
  show(playlist: string): string;
};

/** So many segments are there when it begins. */
const atBegin = 5;

/** @param nowMs a clock that does not jump. @param secondsEach of its segments */
export function liveWindow(nowMs: () => number, secondsEach: number): LiveWindow {
  let begunAtMs: number | undefined;
  let pausedAtMs: number | undefined;
  let endedAtMs: number | undefined;
  return {
    begin: () => {
      begunAtMs ??= nowMs();
    },
    end: () => {
      endedAtMs ??= nowMs();
    },
    pause: () => {
      pausedAtMs ??= nowMs();
    },
    goOn: () => {
      if (begunAtMs !== undefined && pausedAtMs !== undefined) begunAtMs += nowMs() - pausedAtMs;
      pausedAtMs = undefined;
    },
    hasBegun: () => begunAtMs !== undefined,
    show: (playlist) => {
      if (!playlist.includes('#EXTINF')) return playlist;
      const elapsedMs = (endedAtMs ?? pausedAtMs ?? nowMs()) - (begunAtMs ?? nowMs());
      const segments = atBegin + Math.floor(elapsedMs / 1_000 / secondsEach);
      return withSegments(playlist, segments, endedAtMs !== undefined);
    },
  };
}

function withSegments(playlist: string, most: number, hasEnded: boolean): string {
  const lines: string[] = [];
  let segments = 0;
  for (const line of playlist.split('\n')) {
    if (/^#EXT-X-(PLAYLIST-TYPE|ENDLIST)/.test(line)) continue;
    lines.push(line);
    if (line !== '' && !line.startsWith('#')) segments += 1;
    if (segments === most) break;
  }
  return `${lines.join('\n')}\n${hasEnded ? '#EXT-X-ENDLIST\n' : ''}`;
}
