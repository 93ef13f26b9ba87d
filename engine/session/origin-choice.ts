import type { Config } from '../../contract/config.ts';
import { formatOriginUrl, parseOriginUrl } from '../../contract/origin-url.ts';

/** The origins that a command delivers to. */
export type OriginChoice = {
  /** They keep the broadcast open until each has everything. */
  readonly originUrls: readonly string[];
  /** They do not. */
  readonly optionalOriginUrls: readonly string[];
};

type OriginFlags = { readonly origin?: readonly string[]; readonly optionalOrigin?: readonly string[] };

/**
 * The options given replace the configuration's origins of the same role; without any required one it is a folder in
 * the data directory. An origin named in both roles is required.
 */
export function chooseOrigins(flags: OriginFlags, file: Config, dataDirectory: string): OriginChoice {
  const entries = (file.origins ?? []).map((entry) =>
    typeof entry === 'string' ? { url: entry, optional: false } : entry,
  );
  const configured = (optional: boolean): string[] =>
    entries
      .filter((entry) => entry.optional === optional)
      .map(({ url }) => formatOriginUrl(parseOriginUrl(url)));
  const required = flags.origin ?? configured(false);
  const originUrls = required.length === 0 ? [`file:${dataDirectory}/origin`] : required;
  const optional = flags.optionalOrigin ?? configured(true);
  return { originUrls, optionalOriginUrls: optional.filter((url) => !originUrls.includes(url)) };
}
