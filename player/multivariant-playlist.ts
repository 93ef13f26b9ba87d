import { z } from 'zod';
import { SurecastError } from '../contract/surecast-error.ts';
import { resolveUri } from './playlist-address.ts';
import type { SteeringTag } from './steering/steering-tag.ts';

/** One Variant Stream of a Multivariant Playlist. */
export type Variant = {
  /** The folder of its playlist (`720p` in `720p/index.m3u8`), else its URI as it stands. */
  readonly name: string;
  /** Absolute URL of its Media Playlist. */
  readonly url: string;
  readonly bitsPerSecond: number;
  /** It has renditions (audio of its own, say) in further playlists, which are not followed. */
  readonly hasRenditions: boolean;
};

export type MultivariantPlaylist = {
  readonly kind: 'multivariant';
  readonly variants: readonly Variant[];
  readonly steering: SteeringTag | undefined;
};

const rendition = z.array(z.object({ uri: z.string().optional() })).default([]);
const parsedMultivariant = z.object({
  isMasterPlaylist: z.literal(true),
  variants: z.array(
    z.object({
      uri: z.string().min(1),
      isIFrameOnly: z.boolean().optional(),
      bandwidth: z.number().catch(0),
      audio: rendition,
      video: rendition,
    }),
  ),
});

/** Tells whether the parser took the text for a Multivariant Playlist. */
export function isMultivariant(parsed: unknown): boolean {
  return z.object({ isMasterPlaylist: z.literal(true) }).safeParse(parsed).success;
}

/** Reads the Variant Streams out of what the parser returned. @throws SurecastError `PLAYLIST_UNREADABLE`. */
export function readVariants(
  parsed: unknown,
  url: string,
  steering: SteeringTag | undefined,
): MultivariantPlaylist {
  const multivariant = parsedMultivariant.safeParse(parsed);
  const variants = (multivariant.data?.variants ?? [])
    .filter((variant) => variant.isIFrameOnly !== true)
    .map((variant) => ({
      name: nameOf(variant.uri),
      url: resolveUri(variant.uri, url),
      bitsPerSecond: variant.bandwidth,
      hasRenditions: [...variant.audio, ...variant.video].some((each) => each.uri !== undefined),
    }));
  if (variants.length === 0)
    throw new SurecastError('PLAYLIST_UNREADABLE', `${url} lists no Variant Stream.`);
  return { kind: 'multivariant', variants, steering };
}

function nameOf(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  return path.split('/').at(-2) || path;
}

/**
 * Chooses the variant of that name, or the one with the highest bit rate.
 * @throws SurecastError `VARIANT_UNKNOWN`, which lists the names there are.
 */
export function chooseVariant(playlist: MultivariantPlaylist, name: string | undefined): Variant {
  const [first, ...rest] = playlist.variants;
  if (name === undefined && first) {
    return rest.reduce((best, each) => (each.bitsPerSecond > best.bitsPerSecond ? each : best), first);
  }
  const chosen = playlist.variants.find((variant) => variant.name === name);
  if (chosen) return chosen;
  const names = playlist.variants.map((variant) => variant.name).join(', ');
  throw new SurecastError('VARIANT_UNKNOWN', `The playlist has no variant ${name}; it has ${names}.`);
}
