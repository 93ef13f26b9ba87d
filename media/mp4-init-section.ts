import type { VideoFormat } from './cut.ts';
import { type Box, findBox, readBoxes, readType, readUint32 } from './mp4-boxes.ts';
import { readAudioCodec, readSampleEntry, readVideoFormat } from './mp4-sample-entry.ts';

/** A track of the log, with the defaults of its fragments (ISO/IEC 14496-12 8.8.3). */
export type Track = {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  /** Units a second. */
  readonly timescale: number;
  readonly defaultDuration: number;
  readonly defaultSize: number;
  readonly defaultFlags: number;
};

/** What a Media Initialization Section says. */
export type InitSection = {
  readonly tracks: readonly Track[];
  /** Of the first video track. */
  readonly video: VideoFormat | undefined;
  /** RFC 6381 string of the first audio track. */
  readonly audioCodec: string | undefined;
};

/** Reads ftyp and moov (ISO/IEC 14496-12 4.3 and 8.2.1), or moov alone. Undefined if it holds no moov with a track that can be read. */
export function parseInitSection(bytes: Uint8Array): InitSection | undefined {
  const moov = findBox(bytes, 0, bytes.length, 'moov');
  const children = moov === undefined ? undefined : readBoxes(bytes, moov.from, moov.to);
  if (children === undefined) return undefined;
  const extensions = children.find((box) => box.type === 'mvex');
  const defaults = extensions === undefined ? [] : (readBoxes(bytes, extensions.from, extensions.to) ?? []);
  const parsed = children
    .filter((box) => box.type === 'trak')
    .map((trak) => readTrack(bytes, trak, defaults));
  const tracks = parsed.flatMap((one) => (one === undefined ? [] : [one.track]));
  if (tracks.length === 0) return undefined;
  return {
    tracks,
    video: parsed.find((one) => one?.video !== undefined)?.video,
    audioCodec: parsed.find((one) => one?.audioCodec !== undefined)?.audioCodec,
  };
}

type ParsedTrack = { track: Track; video: VideoFormat | undefined; audioCodec: string | undefined };

function readTrack(bytes: Uint8Array, trak: Box, defaults: readonly Box[]): ParsedTrack | undefined {
  const header = findBox(bytes, trak.from, trak.to, 'tkhd');
  const media = findBox(bytes, trak.from, trak.to, 'mdia', 'mdhd');
  const handler = findBox(bytes, trak.from, trak.to, 'mdia', 'hdlr');
  if (header === undefined || media === undefined || handler === undefined) return undefined;
  const id = readUint32(bytes, header.from + (bytes[header.from] === 1 ? 20 : 12));
  const timescale = readUint32(bytes, media.from + (bytes[media.from] === 1 ? 20 : 12));
  if (timescale === 0) return undefined;
  const type = readType(bytes, handler.from + 8);
  const kind = type === 'vide' ? 'video' : type === 'soun' ? 'audio' : 'other';
  const extends_ = defaults.find((box) => box.type === 'trex' && readUint32(bytes, box.from + 4) === id);
  const at = extends_?.from ?? bytes.length;
  const track: Track = {
    id,
    kind,
    timescale,
    defaultDuration: readUint32(bytes, at + 12),
    defaultSize: readUint32(bytes, at + 16),
    defaultFlags: readUint32(bytes, at + 20),
  };
  const description = findBox(bytes, trak.from, trak.to, 'mdia', 'minf', 'stbl', 'stsd');
  const entry =
    description === undefined ? undefined : readSampleEntry(bytes, description.from, description.to);
  return {
    track,
    video: kind === 'video' && entry !== undefined ? readVideoFormat(bytes, entry) : undefined,
    audioCodec: kind === 'audio' && entry !== undefined ? readAudioCodec(bytes, entry) : undefined,
  };
}
