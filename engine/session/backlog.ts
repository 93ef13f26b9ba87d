import type { Backlog } from '../../contract/api/console-snapshot.ts';
import type { BroadcastSnapshot } from '../../contract/snapshot.ts';

export type BacklogFacts = {
  readonly broadcast: BroadcastSnapshot;
  readonly segmentSeconds: number;
  /** Age of the oldest media that some required origin does not have verified, seconds. */
  readonly oldestUnverifiedSeconds: number | null;
  /** How long the newest segment, and then the playlist that names it, took to the slowest required origin, seconds; null before the first. */
  readonly latestDeliverySeconds: number | null;
  readonly capturedBitsPerSecond: number;
  readonly uplinkBitsPerSecond: number;
};

export const noBacklog: Backlog = {
  files: 0,
  bytes: 0,
  mediaSeconds: 0,
  oldestUnverifiedSeconds: null,
  secondsToDrain: null,
  behindLiveSeconds: null,
};

/** How far the delivery of a broadcast is, over its required origins. Pure. */
export function backlogOf(facts: BacklogFacts): Backlog {
  const { broadcast, oldestUnverifiedSeconds } = facts;
  const required = broadcast.origins.filter(({ optional }) => !optional);
  const bytes = required.reduce((sum, origin) => sum + origin.pendingBytes, 0);
  return {
    files: required.reduce((sum, origin) => sum + origin.pendingFiles, 0),
    bytes,
    mediaSeconds: pendingMediaSeconds(facts),
    oldestUnverifiedSeconds,
    secondsToDrain: secondsToDrain(bytes, facts),
    behindLiveSeconds: behindLiveSeconds(facts),
  };
}

/** Its first frame waits for the whole segment, then for the way that the newest one took, or has not come to the end of. */
function behindLiveSeconds(facts: BacklogFacts): number | null {
  const { broadcast, segmentSeconds, latestDeliverySeconds, oldestUnverifiedSeconds } = facts;
  if (broadcast.phase === 'complete') return null;
  if (latestDeliverySeconds === null && oldestUnverifiedSeconds === null) return null;
  return segmentSeconds + Math.max(latestDeliverySeconds ?? 0, oldestUnverifiedSeconds ?? 0);
}

function pendingMediaSeconds({ broadcast, segmentSeconds }: BacklogFacts): number {
  const segments = broadcast.variants.reduce((sum, variant) => sum + variant.segments, 0);
  const lacking = broadcast.origins
    .filter(({ optional }) => !optional)
    .map((origin) => segments - origin.verifiedSegments - origin.lostSegments);
  return (Math.max(0, ...lacking) / Math.max(1, broadcast.variants.length)) * segmentSeconds;
}

function secondsToDrain(bytes: number, { broadcast, ...rates }: BacklogFacts): number | null {
  if (bytes === 0) return 0;
  const capturedBitsPerSecond = broadcast.phase === 'capturing' ? rates.capturedBitsPerSecond : 0;
  const pace = rates.uplinkBitsPerSecond - capturedBitsPerSecond;
  return pace <= 0 ? null : (bytes * 8) / pace;
}
