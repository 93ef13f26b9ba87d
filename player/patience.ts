/** What is known of the server, in milliseconds of a monotonic clock. */
export type ServerHealth = {
  /** When anything was last fetched. */
  readonly anyOkAtMs: number;
  /** When the playlist was last fetched and accepted. */
  readonly playlistOkAtMs: number;
  /** The playlist has ended. */
  readonly ended: boolean;
  /** How fresh a playlist is at most while its server is well. */
  readonly playlistFreshMs: number;
};

export type PatienceLimits = {
  /** `--give-up-after`; undefined while live: without limit. */
  readonly giveUpAfterMs: number | undefined;
  readonly endedPatienceMs: number;
  readonly objectPatienceMs: number;
};

/**
 * Decides what follows from a fetch of a segment that failed for the network's or the server's sake:
 * - `retry`: while live without limit; once ended, as long as the server has not been away for too long;
 * - `missing`: the server is well, only this object can't be had;
 * - `unreachable`: the server has been away longer than agreed.
 */
export function judgeOutage(
  nowMs: number,
  firstFailureAtMs: number,
  health: ServerHealth,
  limits: PatienceLimits,
): 'retry' | 'missing' | 'unreachable' {
  const serverLimitMs = limits.giveUpAfterMs ?? (health.ended ? limits.endedPatienceMs : Infinity);
  const objectLimitMs = Math.min(limits.objectPatienceMs, serverLimitMs);
  if (nowMs - health.anyOkAtMs >= serverLimitMs) return 'unreachable';
  const serverIsWell = health.ended || nowMs - health.playlistOkAtMs <= health.playlistFreshMs;
  return serverIsWell && nowMs - firstFailureAtMs >= objectLimitMs ? 'missing' : 'retry';
}
