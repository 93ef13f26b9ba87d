import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../contract/config.ts';
import type { KeysLine } from '../../contract/keys-line.ts';
import type { OriginAccess, S3Keys } from '../../contract/origin-access.ts';
import { formatOriginUrl, parseOriginUrl } from '../../contract/origin-url.ts';
import type { KeyStore } from './key-store.ts';

type Place = Omit<OriginAccess, 'keys'>;

/** How each origin is reached: endpoint and region by the configuration, keys by their store. */
export class AccessBook {
  readonly #store: KeyStore;
  readonly #listeners = new Set<(originUrl: string) => void>();
  #places: ReadonlyMap<string, Place>;

  constructor(config: Config, store: KeyStore) {
    this.#places = placesIn(config);
    this.#store = store;
  }

  /** @param originUrl canonical. Bound, so that it can be handed on as it is. */
  readonly of = (originUrl: string): OriginAccess | undefined => {
    const keys = this.#store.keysOf(originUrl);
    const access = { ...this.#places.get(originUrl), ...(keys && { keys }) };
    return Object.keys(access).length === 0 ? undefined : access;
  };

  originsWithKeys(): readonly string[] {
    return this.#store.originUrls();
  }

  /** What must not be shown anywhere. */
  secrets(): string[] {
    return this.keysLine().originKeys.flatMap(({ secretAccessKey, sessionToken = '' }) => [
      secretAccessKey,
      sessionToken,
    ]);
  }

  /** For a child of this program, over its standard input alone. */
  keysLine(): KeysLine {
    const originKeys = this.#store.originUrls().flatMap((originUrl) => {
      const keys = this.#store.keysOf(originUrl);
      return keys === undefined ? [] : [{ originUrl, ...keys }];
    });
    return { originKeys };
  }

  /** The listener is told of each origin that is reached otherwise than before. */
  onChange(listener: (originUrl: string) => void): void {
    this.#listeners.add(listener);
  }

  /** The configuration says something else from now on. */
  useConfig(config: Config): void {
    const before = this.#places;
    this.#places = placesIn(config);
    for (const url of new Set([...before.keys(), ...this.#places.keys()])) {
      if (!isDeepStrictEqual(before.get(url), this.#places.get(url))) this.#say(url);
    }
  }

  /** @throws SurecastError `ORIGIN_URL_INVALID` */
  async keep(originUrl: string, keys: S3Keys): Promise<void> {
    const url = canonical(originUrl);
    await this.#store.keep(url, keys);
    this.#say(url);
  }

  /** @throws SurecastError `ORIGIN_URL_INVALID` */
  async forget(originUrl: string): Promise<void> {
    const url = canonical(originUrl);
    await this.#store.forget(url);
    this.#say(url);
  }

  #say(originUrl: string): void {
    for (const listener of this.#listeners) listener(originUrl);
  }
}

function placesIn(config: Config): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const entry of config.origins ?? []) {
    if (typeof entry === 'string') continue;
    const { endpoint, region, publisherFile } = entry;
    const place: Place = {
      ...(endpoint && { endpoint }),
      ...(region && { region }),
      ...(publisherFile && { publisherFile }),
    };
    if (Object.keys(place).length > 0) places.set(canonical(entry.url), place);
  }
  return places;
}

const canonical = (url: string): string => formatOriginUrl(parseOriginUrl(url));
