import { z } from 'zod';
import { parseJson } from '../../contract/parse-json.ts';

const texts = z.record(z.string(), z.string());
const pathwayId = z.string().regex(/^[\w.-]+$/);

/** A steering manifest (draft-pantos-hls-rfc8216bis, 7.1 and 7.2). What it says of renditions concerns nobody here. */
const manifest = z.object({
  VERSION: z.literal(1),
  TTL: z.number().positive().default(300),
  'RELOAD-URI': z.string().optional(),
  'PATHWAY-PRIORITY': z.array(pathwayId).min(1),
  'PATHWAY-CLONES': z
    .array(
      z.object({
        'BASE-ID': pathwayId,
        ID: pathwayId,
        'URI-REPLACEMENT': z.object({
          HOST: z.string().min(1).optional(),
          PARAMS: texts.default({}),
          'PER-VARIANT-URIS': texts.default({}),
        }),
      }),
    )
    .default([]),
});

/** How the URIs of a pathway come from those of another. */
export type PathwayClone = {
  readonly baseId: string;
  readonly id: string;
  /** Name of the host; with a port only if that is another one too. */
  readonly host: string | undefined;
  /** Query parameters that are added, or take the place of those there are. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whole URIs of Media Playlists, by STABLE-VARIANT-ID. */
  readonly variantUris: Readonly<Record<string, string>>;
};

/** What a manifest says: the best pathway first. */
export type Steering = {
  readonly ttlSeconds: number;
  /** Undefined: as before. */
  readonly reloadUrl: string | undefined;
  readonly priority: readonly string[];
  readonly clones: readonly PathwayClone[];
};

/** Reads a manifest; undefined if it is none. @param url where it was found, which its RELOAD-URI is relative to */
export function readSteering(text: string, url: string): Steering | undefined {
  const read = manifest.safeParse(parseJson(text));
  if (!read.success) return undefined;
  const { data } = read;
  const reloadUri = data['RELOAD-URI'];
  return {
    ttlSeconds: data.TTL,
    reloadUrl: reloadUri === undefined ? undefined : webUrl(reloadUri, url),
    priority: data['PATHWAY-PRIORITY'],
    clones: data['PATHWAY-CLONES'].map(({ 'BASE-ID': baseId, ID: id, 'URI-REPLACEMENT': replacement }) => ({
      baseId,
      id,
      host: replacement.HOST,
      parameters: replacement.PARAMS,
      variantUris: replacement['PER-VARIANT-URIS'],
    })),
  };
}

/** URL of a Media Playlist in a clone; undefined if it can't be one. @param baseUrl its URL in the base. Pure. */
export function cloneUrl(
  baseUrl: string,
  stableId: string | undefined,
  { host, parameters, variantUris }: PathwayClone,
): string | undefined {
  const own =
    stableId !== undefined && Object.hasOwn(variantUris, stableId) ? variantUris[stableId] : undefined;
  const found = webUrl(own ?? baseUrl, baseUrl);
  if (found === undefined) return undefined;
  const url = new URL(found);
  if (own === undefined && host !== undefined) url.host = host;
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** What came over the network may not name local files. */
function webUrl(uri: string, base: string): string | undefined {
  if (!URL.canParse(uri, base)) return undefined;
  const { protocol, href } = new URL(uri, base);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}
