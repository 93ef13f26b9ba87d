import type { Steering } from './steering-manifest.ts';
import type { SteeringTag } from './steering-tag.ts';

/** How long a pathway that failed is tried last. */
const penaltyMs = 60_000;

/** The hosts that a broadcast can be had from, and which of them is best at present. */
export class Pathways {
  /** Host of the playlist that was opened: what URLs name. */
  readonly home: string;
  readonly #homePathway: string;
  readonly #failedAtMs = new Map<string, number>();
  #steering: Steering | undefined;

  constructor(tag: SteeringTag, playlistUrl: string) {
    this.home = new URL(playlistUrl).host;
    this.#homePathway = tag.pathway;
  }

  use(steering: Steering): void {
    this.#steering = steering;
  }

  /** Hosts in the order in which to try them: as steered, those that failed lately last. */
  hosts(nowMs: number): readonly string[] {
    const priority = this.#steering?.priority ?? [this.#homePathway];
    const hosts = priority.flatMap((pathway) => this.#hostOf(pathway) ?? []);
    const all = [...new Set(hosts.includes(this.home) ? hosts : [...hosts, this.home])];
    const hasFailed = (host: string): number =>
      nowMs - (this.#failedAtMs.get(host) ?? Number.NEGATIVE_INFINITY) < penaltyMs ? 1 : 0;
    return all.toSorted((a, b) => hasFailed(a) - hasFailed(b));
  }

  fail(host: string, nowMs: number): void {
    this.#failedAtMs.set(host, nowMs);
  }

  #hostOf(pathway: string): string | undefined {
    return this.#steering?.hosts.get(pathway) ?? (pathway === this.#homePathway ? this.home : undefined);
  }
}
