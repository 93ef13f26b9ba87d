/** What a decoding came to: the JSON object of `surecast decode --json`. */
export type DecodeReport = {
  /** As it was named: a URL or a path. */
  readonly playlist: string;
  /** Name of the Variant Stream; null if a Media Playlist was named. */
  readonly variant: string | null;
  /** Media Segments met, without gaps: verified + unverified + mismatched + missing. */
  readonly segments: number;
  /** Every byte it needs matches the playlist's SHA-256. */
  readonly verified: number;
  /** The playlist states no hash for it (or for its initialization section). */
  readonly unverified: number;
  /** The bytes are others than the playlist says, however often they were fetched; not written. */
  readonly mismatched: number;
  /** Listed, or to be expected by its number, but not to be had. */
  readonly missing: number;
  /** EXT-X-GAP: lost at the sender, as the playlist itself says. */
  readonly gaps: number;
  /** EXT-X-DISCONTINUITY tags passed. */
  readonly discontinuities: number;
  /** Bytes written (checked, where nothing is written), with initialization sections. */
  readonly bytes: number;
  /** Media in them, by the playlist's durations. */
  readonly durationSeconds: number;
  /** The playlist has ended, and everything up to its end was dealt with. */
  readonly ended: boolean;
  /** Requests that were made again. */
  readonly retries: number;
};

/** A DecodeReport in the making. */
export type DecodeTally = { -readonly [Key in keyof DecodeReport]: DecodeReport[Key] };

export function emptyTally(playlist: string): DecodeTally {
  return {
    playlist,
    variant: null,
    segments: 0,
    verified: 0,
    unverified: 0,
    mismatched: 0,
    missing: 0,
    gaps: 0,
    discontinuities: 0,
    bytes: 0,
    durationSeconds: 0,
    ended: false,
    retries: 0,
  };
}

/** A copy that stays as it is, with the duration free of the dust of adding up fractions. */
export function reportOf(tally: DecodeTally): DecodeReport {
  return { ...tally, durationSeconds: Math.round(tally.durationSeconds * 1e6) / 1e6 };
}
