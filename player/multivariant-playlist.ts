import { z } from 'zod';
import { SurecastError } from '../contract/surecast-error.ts';
import { resolveUri } from './playlist-address.ts';
import type { SteeredVariant } from './steering/pathways.ts';
import type { SteeringTag } from './steering/steering-tag.ts';

/** One Variant Stream of a Multivariant Playlist. */
export type Variant = {
  /** The folder of its playlist (`720p` in `720p/index.m3u8`), else its URI as it stands. */
  readonly name: string;
  /** Absolute URL of its Media Playlist. */
  readonly url: string;
  readonly bitsPerSecond: number;
  /** Content steering moves viewers between copies of the same Variant Streams: the one that this belongs to. */
  readonly pathway: string;
  /** The same for the same Variant Stream in other pathways (STABLE-VARIANT-ID). */
  readonly stableId: string | undefined;
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
      stableVariantId: z.string().optional().catch(undefined),
      audio: rendition,
      video: rendition,
    }),
  ),
});

/** Tells whether the parser took the text for a Multivariant Playlist. */
export function isMultivariant(parsed: unknown): boolean {
  return z.object({ isMasterPlaylist: z.literal(true) }).safeParse(parsed).success;
}

/**
 * Reads the Variant Streams out of what the parser returned.
 * @param pathways of each of them, in their order
 * @throws SurecastError `PLAYLIST_UNREADABLE`.
 */
export function readVariants(
  parsed: unknown,
  url: string,
  steering: SteeringTag | undefined,
  pathways: readonly string[],
): MultivariantPlaylist {
  const multivariant = parsedMultivariant.safeParse(parsed);
  const variants = (multivariant.data?.variants ?? [])
    .filter((variant) => variant.isIFrameOnly !== true)
    .map((variant, index) => ({
      name: nameOf(variant.uri),
      url: resolveUri(variant.uri, url),
      bitsPerSecond: variant.bandwidth,
      pathway: pathways[index] ?? '.',
      stableId: variant.stableVariantId,
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
 * Chooses the variant of that name, or the one with the highest bit rate, of the pathway to begin with.
 * @throws SurecastError `VARIANT_UNKNOWN`, which lists the names there are.
 */
export function chooseVariant(playlist: MultivariantPlaylist, name: string | undefined): Variant {
  const variants = beginsWith(playlist);
  const [first, ...rest] = variants;
  if (name === undefined && first) {
    return rest.reduce((best, each) => (each.bitsPerSecond > best.bitsPerSecond ? each : best), first);
  }
  const chosen = variants.find((variant) => variant.name === name);
  if (chosen) return chosen;
  const names = variants.map((variant) => variant.name).join(', ');
  throw new SurecastError('VARIANT_UNKNOWN', `The playlist has no variant ${name}; it has ${names}.`);
}

/** Where no pathway is named, or none that there is, that of the first variant. */
function beginsWith({ variants, steering }: MultivariantPlaylist): readonly Variant[] {
  if (steering === undefined) return variants;
  const named = variants.filter(({ pathway }) => pathway === steering.pathway);
  return named.length > 0 ? named : variants.filter(({ pathway }) => pathway === variants[0]?.pathway);
}

/** A variant with its copies in the playlist's other pathways: those of the same stable ID, or of the same name and bit rate. */
export function steeredVariant({ variants }: MultivariantPlaylist, chosen: Variant): SteeredVariant {
  const isSame = (each: Variant): boolean =>
    chosen.stableId === undefined
      ? each.name === chosen.name && each.bitsPerSecond === chosen.bitsPerSecond
      : each.stableId === chosen.stableId;
  const asPathway = ({ pathway: id, url: playlistUrl }: Variant) => ({ id, playlistUrl });
  const others = variants.filter((each) => each.pathway !== chosen.pathway && isSame(each)).map(asPathway);
  return { home: asPathway(chosen), others, stableId: chosen.stableId };
}
