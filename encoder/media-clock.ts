/** The wall clock (Unix milliseconds) of a media time (90 kHz ticks). */
export type ClockAnchor = { readonly unixMs: number; readonly pts: number };

/** Most that the clock is corrected, milliseconds of wall clock per second of media: a step would be seen by players. */
const slewMsPerSecond = 1;

/**
 * Makes EXT-X-PROGRAM-DATE-TIME (RFC 8216, 4.3.2.6) from when media arrived from the encoder.
 *
 * A frame can arrive late but never early, so the least (arrival − media time) over a segment is the best estimate of
 * the offset. A capture clock drifts some 50 ppm against the system's, hence the offset is followed, but only by
 * slewing: neither a stall nor an operator who sets the clock makes the published time jump or run backwards.
 */
export class MediaClock {
  #anchor: ClockAnchor | undefined;
  #leastOffsetMs = Number.POSITIVE_INFINITY;

  /** @param anchor where an earlier life of the program had got to */
  constructor(anchor?: ClockAnchor) {
    this.#anchor = anchor;
  }

  /** The anchor to keep for a next life. */
  get anchor(): ClockAnchor | undefined {
    return this.#anchor;
  }

  /** Notes that media up to `pts` had arrived at `unixMs`. */
  observe(pts: number, unixMs: number): void {
    this.#leastOffsetMs = Math.min(this.#leastOffsetMs, unixMs - pts / 90);
  }

  /**
   * Date of a segment that begins at `startPts`, Unix milliseconds; rises with the media time.
   * @param earliestMs where the dates of an earlier run have got to: a clock that was set back since makes none go back
   */
  dateOf(startPts: number, earliestMs = Number.NEGATIVE_INFINITY): number {
    const observed = this.#leastOffsetMs;
    this.#leastOffsetMs = Number.POSITIVE_INFINITY;
    const anchor = this.#anchor;
    if (anchor === undefined) {
      const offset = Number.isFinite(observed) ? observed : Date.now() - startPts / 90;
      this.#anchor = { unixMs: Math.max(earliestMs, startPts / 90 + offset), pts: startPts };
    } else {
      const elapsedMs = (startPts - anchor.pts) / 90;
      const expected = anchor.unixMs + elapsedMs;
      const error = Number.isFinite(observed) ? startPts / 90 + observed - expected : 0;
      const most = (Math.abs(elapsedMs) / 1000) * slewMsPerSecond;
      this.#anchor = { unixMs: expected + Math.max(-most, Math.min(most, error)), pts: startPts };
    }
    return Math.round(this.#anchor.unixMs);
  }
}
