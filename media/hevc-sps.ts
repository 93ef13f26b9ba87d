import { BitReader } from './bit-reader.ts';
import type { VideoFormat } from './cut.ts';
import { unescapeNalUnit } from './nal-units.ts';

/**
 * Reads an HEVC sequence parameter set (a NAL unit with its two-byte header; ITU-T H.265 7.3.2.2.1). Undefined if
 * damaged. The frame rate lies behind the reference picture sets and is left out.
 */
export function readHevcSps(nalUnit: Uint8Array): VideoFormat | undefined {
  const reader = new BitReader(unescapeNalUnit(nalUnit).subarray(2));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  const codec = readCodec(reader);
  skipSubLayers(reader, subLayers);
  reader.unsigned(); // sps_seq_parameter_set_id
  const chromaFormat = reader.unsigned();
  if (chromaFormat === 3) reader.skip(1);
  const fullWidth = reader.unsigned();
  const fullHeight = reader.unsigned();
  const crop = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const width = fullWidth - (left + right) * (chromaFormat === 1 || chromaFormat === 2 ? 2 : 1);
  const height = fullHeight - (top + bottom) * (chromaFormat === 1 ? 2 : 1);
  if (reader.overrun || width < 1 || height < 1 || width > 32768 || height > 32768) return undefined;
  return { codec, width, height, frameRate: undefined };
}

/** `hvc1.` and profile, compatibility, tier, level and constraints of profile_tier_level (ISO/IEC 14496-15 Annex E.3). */
function readCodec(reader: BitReader): string {
  const space = ['', 'A', 'B', 'C'][reader.bits(2)] ?? '';
  const tier = reader.flag() ? 'H' : 'L';
  const profile = reader.bits(5);
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit++) compatibility += reader.bits(1) * 2 ** bit;
  const constraints = Array.from({ length: 6 }, () => reader.bits(8));
  while (constraints.at(-1) === 0) constraints.pop();
  const level = reader.bits(8);
  const parts = [`${space}${profile}`, compatibility.toString(16).toUpperCase(), `${tier}${level}`];
  return ['hvc1', ...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

/** sub_layer_profile_tier_level of each temporal sub-layer (ITU-T H.265 7.3.3). */
function skipSubLayers(reader: BitReader, count: number): void {
  if (count === 0) return;
  const present = Array.from({ length: count }, () => ({ profile: reader.flag(), level: reader.flag() }));
  reader.skip((8 - count) * 2);
  for (const { profile, level } of present) reader.skip((profile ? 88 : 0) + (level ? 8 : 0));
}
