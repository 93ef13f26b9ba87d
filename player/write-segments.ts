import type { DecodeContext } from './decode-context.ts';
import { writeAtMs } from './delay-clock.ts';
import type { FetchedSegment } from './fetch-segment.ts';
import type { PlannedItem } from './plan-items.ts';
import type { Output } from './write-output.ts';

/** A planned item, fetched if there was something to fetch. */
export type FollowedItem =
  | Exclude<PlannedItem, { readonly kind: 'segment' }>
  | (Extract<PlannedItem, { readonly kind: 'segment' }> & { readonly fetched: FetchedSegment });

/** Writes followed items in order, counts them, and says what is not as it should be. */
export class SegmentWriter {
  readonly #context: DecodeContext;
  readonly #output: Output;
  /** undefined: as fast as the reader takes it. */
  readonly #delaySeconds: number | undefined;
  #lastInit: Uint8Array | undefined;
  #isFirst = true;

  constructor(context: DecodeContext, output: Output, delaySeconds: number | undefined) {
    this.#context = context;
    this.#output = output;
    this.#delaySeconds = delaySeconds;
  }

  /** When to write the item, in Unix milliseconds; undefined: at once. */
  dueAtMs(item: FollowedItem): number | undefined {
    if (this.#delaySeconds === undefined || item.kind !== 'segment' || item.fetched.kind !== 'ready')
      return undefined;
    return writeAtMs(item.startMs, this.#delaySeconds, this.#isFirst, item.targetSeconds);
  }

  /**
   * @param signal ends a wait for the reader.
   * @throws SurecastError `DISK_FULL`, `OUTPUT_UNWRITABLE`; the signal's reason when it aborts.
   */
  async write(item: FollowedItem, signal: AbortSignal): Promise<'written' | 'reader-gone'> {
    const { tally, say } = this.#context;
    if (item.kind === 'lost') {
      tally.missing += item.count;
      tally.segments += item.count;
      say(
        `Missing: ${item.count} segments from number ${item.firstSequence} left the playlist before they were seen.`,
      );
      return 'written';
    }
    if (item.segment.discontinuity) tally.discontinuities++;
    if (item.kind === 'gap') {
      tally.gaps++;
      say(`Gap: segment ${item.segment.sequence} (${item.segment.durationSeconds} s) is lost at the sender.`);
      return 'written';
    }
    const { fetched, segment } = item;
    if (fetched.kind === 'ready') return await this.#writeReady(item, fetched, signal);
    tally.segments++;
    tally[fetched.kind]++;
    const word = fetched.kind === 'missing' ? 'Missing' : 'Mismatch';
    say(`${word}: segment ${segment.sequence} (${segment.url}): ${fetched.why}.`);
    return 'written';
  }

  async #writeReady(
    item: FollowedItem & { readonly kind: 'segment' },
    fetched: FetchedSegment & { readonly kind: 'ready' },
    signal: AbortSignal,
  ): Promise<'written' | 'reader-gone'> {
    this.#isFirst = false;
    for (const bytes of [this.#changedInit(fetched.init), await fetched.held.take()]) {
      if (!bytes) continue;
      if ((await this.#output.write(bytes, signal)) === 'reader-gone') return 'reader-gone';
      this.#context.tally.bytes += bytes.byteLength;
    }
    const { tally } = this.#context;
    tally.segments++;
    tally[fetched.verified ? 'verified' : 'unverified']++;
    tally.durationSeconds += item.segment.durationSeconds;
    return 'written';
  }

  /** An initialization section goes out once, and again only when its bytes change. */
  #changedInit(init: Uint8Array | undefined): Uint8Array | undefined {
    if (!init || (this.#lastInit && Buffer.compare(init, this.#lastInit) === 0)) return undefined;
    this.#lastInit = init;
    return init;
  }
}
