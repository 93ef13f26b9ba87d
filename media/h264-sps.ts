import { BitReader } from './bit-reader.ts';
import type { VideoFormat } from './cut.ts';
import { unescapeNalUnit } from './nal-units.ts';

/** profile_idc whose SPS says its chroma format (ITU-T H.264 7.3.2.1.1). */
const highProfiles = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/** Reads an H.264 sequence parameter set (a NAL unit with its header; ITU-T H.264 7.3.2.1.1). Undefined if damaged. */
export function readH264Sps(nalUnit: Uint8Array): VideoFormat | undefined {
  const bytes = unescapeNalUnit(nalUnit);
  const [, profile = 0, constraints = 0, level = 0] = bytes;
  const reader = new BitReader(bytes.subarray(4));
  reader.unsigned(); // seq_parameter_set_id
  const chromaFormat = highProfiles.includes(profile) ? readChroma(reader) : 1;
  skipPictureOrder(reader);
  reader.unsigned(); // max_num_ref_frames
  reader.skip(1); // gaps_in_frame_num_value_allowed_flag
  const { width, height } = readSize(reader, chromaFormat);
  const frameRate = reader.flag() ? readFrameRate(reader) : undefined;
  if (reader.overrun || bytes.length < 5 || width < 1 || height < 1 || width > 16384 || height > 16384)
    return undefined;
  const codec = `avc1.${[profile, constraints, level].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return { codec, width, height, frameRate };
}

/** chroma_format_idc (3 as 4 if the planes are coded apart), past the bit depths and scaling lists. */
function readChroma(reader: BitReader): number {
  const format = reader.unsigned();
  const separatePlanes = format === 3 && reader.flag();
  reader.unsigned();
  reader.unsigned();
  reader.skip(1);
  if (reader.flag())
    for (let list = 0; list < (format === 3 ? 12 : 8); list++) skipScalingList(reader, list < 6 ? 16 : 64);
  return separatePlanes ? 0 : format;
}

function skipScalingList(reader: BitReader, size: number): void {
  if (!reader.flag()) return;
  let next = 8;
  for (let i = 0, last = 8; i < size && next !== 0; i++) {
    next = (last + reader.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(reader: BitReader): void {
  reader.unsigned(); // log2_max_frame_num_minus4
  const type = reader.unsigned();
  if (type === 0) reader.unsigned();
  if (type !== 1) return;
  reader.skip(1);
  reader.signed();
  reader.signed();
  const count = Math.min(reader.unsigned(), 255);
  for (let i = 0; i < count; i++) reader.signed();
}

function readSize(reader: BitReader, chromaFormat: number): { width: number; height: number } {
  const macroblocksWide = reader.unsigned() + 1;
  const mapUnitsHigh = reader.unsigned() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1);
  reader.skip(1); // direct_8x8_inference_flag
  const fields = framesOnly ? 1 : 2;
  const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const unitY = (chromaFormat === 1 ? 2 : 1) * fields;
  const crop = reader.flag()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  return {
    width: macroblocksWide * 16 - (left + right) * unitX,
    height: mapUnitsHigh * 16 * fields - (top + bottom) * unitY,
  };
}

/** Frames a second from the VUI parameters (ITU-T H.264 E.1.1): two ticks make a frame. */
function readFrameRate(reader: BitReader): number | undefined {
  if (reader.flag() && reader.bits(8) === 255) reader.skip(32); // aspect ratio
  if (reader.flag()) reader.skip(1); // overscan
  if (reader.flag()) {
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) {
    reader.unsigned();
    reader.unsigned();
  }
  if (!reader.flag()) return undefined;
  const ticks = reader.bits(32);
  const scale = reader.bits(32);
  return ticks > 0 && scale > 0 && !reader.overrun ? scale / (2 * ticks) : undefined;
}
