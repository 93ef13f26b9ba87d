import type { VideoFormat } from './cut.ts';
import { readH264Sps } from './h264-sps.ts';
import { readHevcSps } from './hevc-sps.ts';
import { findNalUnits } from './nal-units.ts';

/** What stands before the first slice of an access unit. */
export type AccessUnitHead = {
  /** From its sequence parameter set, if a whole one has come. */
  readonly format: VideoFormat | undefined;
  /** The first slice, if it has come: of a picture that decodes alone (IDR or IRAP), or of another. */
  readonly slice: 'independent' | 'other' | undefined;
};

/** Looks at the beginning of an access unit in a byte stream with start codes (ITU-T H.264 and H.265, 7.4.1.2 and 7.4.2.4). */
export function readAccessUnitHead(codec: 'h264' | 'hevc', bytes: Uint8Array): AccessUnitHead {
  let format: VideoFormat | undefined;
  for (const { start, end, complete } of findNalUnits(bytes)) {
    const kind = nalKind(codec, bytes[start] ?? 0);
    if (kind === 'independent' || kind === 'other') return { format, slice: kind };
    if (kind !== 'sps' || !complete) continue;
    const unit = bytes.subarray(start, end);
    format ??= codec === 'h264' ? readH264Sps(unit) : readHevcSps(unit);
  }
  return { format, slice: undefined };
}

/** nal_unit_type: ITU-T H.264 Table 7-1, ITU-T H.265 Table 7-1. */
function nalKind(codec: 'h264' | 'hevc', header: number): 'sps' | 'independent' | 'other' | 'none' {
  const type = codec === 'h264' ? header & 0x1f : (header >> 1) & 0x3f;
  if (codec === 'h264')
    return type === 7 ? 'sps' : type === 5 ? 'independent' : type >= 1 && type <= 4 ? 'other' : 'none';
  if (type === 33) return 'sps';
  return type > 31 ? 'none' : type >= 16 && type <= 23 ? 'independent' : 'other';
}
