import type { EngineEvent } from '../../contract/engine-events.ts';

type Times = { readonly segmentMs?: number; readonly playlistMs?: number };

/** How long the newest segment and the newest Media Playlist took to each origin. */
export type DeliveryTimes = {
  note(event: EngineEvent): void;
  /** Of the slowest of these origins, seconds; null before each has had a segment. */
  latestSeconds(originUrls: readonly string[]): number | null;
  forget(): void;
};

export function createDeliveryTimes(): DeliveryTimes {
  const times = new Map<string, Times>();
  return {
    note: (event) => {
      if (event.type !== 'upload-verified') return;
      const before = times.get(event.originUrl) ?? {};
      if (event.kind === 'segment') times.set(event.originUrl, { ...before, segmentMs: event.afterMs });
      if (event.kind === 'media-playlist')
        times.set(event.originUrl, { ...before, playlistMs: event.afterMs });
    },
    latestSeconds: (originUrls) => {
      const each = originUrls.map((url) => times.get(url));
      const sums = each.flatMap((time) =>
        time?.segmentMs === undefined ? [] : time.segmentMs + (time.playlistMs ?? 0),
      );
      return sums.length === 0 || sums.length < each.length ? null : Math.max(...sums) / 1000;
    },
    forget: () => times.clear(),
  };
}
