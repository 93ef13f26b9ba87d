import type { DecodeContext } from './decode-context.ts';
import { type FetchOutcome, fetchVerified } from './fetch-verified.ts';
import type { Held, HeldBytes } from './held-bytes.ts';
import type { MediaSegment } from './media-playlist.ts';
import { type Resource, resourceKey } from './resource.ts';

/** A segment that was fetched with all it needs, or could not be. */
export type FetchedSegment =
  | {
      readonly kind: 'ready';
      /** Every byte it needs matches a hash of the playlist. */
      readonly verified: boolean;
      readonly init: Uint8Array | undefined;
      readonly held: Held;
    }
  | { readonly kind: 'mismatched' | 'missing'; readonly why: string };

/** Fetches segments together with their initialization sections, each of which is fetched once. */
export class SegmentFetcher {
  readonly #context: DecodeContext;
  readonly #held: HeldBytes;
  /** The last one asked for; a playlist changes it once a run. */
  #init: { readonly key: string; readonly outcome: Promise<FetchOutcome> } | undefined;

  constructor(context: DecodeContext, held: HeldBytes) {
    this.#context = context;
    this.#held = held;
  }

  /** @throws as `fetchVerified`. */
  async fetch(segment: MediaSegment): Promise<FetchedSegment> {
    const [init, media] = await Promise.all([
      segment.map ? this.#fetchInit(segment.map, segment.sequence) : undefined,
      fetchVerified(segment, segment.sequence, this.#context),
    ]);
    if (media.kind !== 'got') return media;
    if (init && init.kind !== 'got') {
      return { kind: init.kind, why: `its initialization section: ${init.why}` };
    }
    return {
      kind: 'ready',
      verified: media.verified && (init?.verified ?? true),
      init: init?.bytes,
      held: await this.#held.hold(media.bytes),
    };
  }

  async #fetchInit(map: Resource, sequence: number): Promise<FetchOutcome> {
    const key = resourceKey(map);
    if (this.#init?.key !== key) {
      this.#init = { key, outcome: fetchVerified(map, sequence, this.#context) };
    }
    const current = this.#init;
    const outcome = await current.outcome;
    if (outcome.kind !== 'got' && this.#init === current) this.#init = undefined;
    return outcome;
  }
}
