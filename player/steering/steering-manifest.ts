import { z } from 'zod';

/** A steering manifest (draft-pantos-hls-rfc8216bis, 7.2), as far as hosts go: clones may also replace single URIs and parameters. */
const manifest = z.object({
  VERSION: z.literal(1),
  TTL: z.number().positive().default(300),
  'RELOAD-URI': z.string().optional(),
  'PATHWAY-PRIORITY': z.array(z.string()).min(1),
  'PATHWAY-CLONES': z
    .array(
      z.object({
        'BASE-ID': z.string(),
        ID: z.string(),
        'URI-REPLACEMENT': z.object({ HOST: z.string().min(1).optional() }),
      }),
    )
    .default([]),
});

/** What a manifest says: the best pathway first. */
export type Steering = {
  readonly ttlSeconds: number;
  readonly reloadUrl: string;
  readonly priority: readonly string[];
  /** Host (with its port) of each pathway that is a clone. */
  readonly hosts: ReadonlyMap<string, string>;
};

/** Reads a manifest; undefined if it is none. @param url its own */
export function readSteering(text: string, url: string): Steering | undefined {
  const read = manifest.safeParse(parseJson(text));
  if (!read.success) return undefined;
  const { data } = read;
  const hosts = data['PATHWAY-CLONES'].flatMap(({ ID, 'URI-REPLACEMENT': { HOST } }) =>
    HOST === undefined ? [] : [[ID, HOST] as const],
  );
  const reload = data['RELOAD-URI'] ?? url;
  return {
    ttlSeconds: data.TTL,
    reloadUrl: URL.canParse(reload, url) ? new URL(reload, url).href : url,
    priority: data['PATHWAY-PRIORITY'],
    hosts: new Map(hosts),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
