import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BroadcastRow } from '../../catalog/broadcasts.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { parseOriginUrl } from '../../contract/origin-url.ts';
import { isToBeCaptured } from '../resumable.ts';

/** How many bytes a second capture writes to the disk of a data directory, by the catalog. */
export class CaptureRate {
  readonly #catalog: Catalog;
  readonly #root: string;
  /** Whether a `file:` origin lies on the data directory's own disk; not asked each time, since a share may hang. */
  readonly #isOnDisk = new Map<string, boolean>();

  constructor(catalog: Catalog, root: string) {
    this.#catalog = catalog;
    this.#root = root;
  }

  /**
   * Of the broadcasts that capture now, else of the newest one: what their latest segments had, else what was planned.
   * Undefined when there is no broadcast.
   */
  read(): number | undefined {
    const broadcasts = this.#concerned();
    if (broadcasts.length === 0) return undefined;
    return broadcasts.map((broadcast) => this.#rateOf(broadcast)).reduce((sum, rate) => sum + rate, 0);
  }

  /** Finds out first which origins lie on this disk; `read` alone does so in the background. */
  async prepare(): Promise<void> {
    for (const broadcast of this.#concerned()) {
      for (const url of this.#folders(broadcast)) await this.#ask(url);
    }
  }

  #concerned(): BroadcastRow[] {
    const all = this.#catalog.broadcasts.list();
    const capturing = all.filter(isToBeCaptured);
    return capturing.length > 0 ? capturing : all.slice(-1);
  }

  #rateOf(broadcast: BroadcastRow): number {
    const { broadcasts, media } = this.#catalog;
    const once = broadcasts
      .variants(broadcast.id)
      .map((variant) => media.recentBytesPerSecond(variant.id) ?? (variant.declaredKbps * 1000) / 8)
      .reduce((sum, rate) => sum + rate, 0);
    const copies = this.#folders(broadcast).filter((url) => {
      const known = this.#isOnDisk.get(url);
      if (known === undefined) void this.#ask(url);
      return known === true;
    });
    return once * (1 + copies.length);
  }

  #folders(broadcast: BroadcastRow): string[] {
    const urls = this.#catalog.broadcasts.destinations(broadcast.id).map((origin) => origin.url);
    return urls.filter((url) => url.startsWith('file:'));
  }

  async #ask(url: string): Promise<void> {
    if (this.#isOnDisk.has(url)) return;
    this.#isOnDisk.set(url, false);
    const parsed = parseOriginUrl(url);
    if (parsed.kind !== 'file') return;
    const [here, there] = [await deviceOf(this.#root), await deviceOf(parsed.directory)];
    this.#isOnDisk.set(url, here !== undefined && here === there);
  }
}

/** Of the directory, or of the nearest one above it that exists. */
async function deviceOf(directory: string): Promise<number | undefined> {
  for (let place = directory; ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found !== undefined) return found.dev;
    if (dirname(place) === place) return undefined;
  }
}
