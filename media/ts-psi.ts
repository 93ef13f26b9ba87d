import { crc32Mpeg } from './crc32-mpeg.ts';

/** Codecs of elementary streams that are told apart. `other` is carried but not looked into. */
export type StreamCodec =
  | 'h264'
  | 'hevc'
  | 'aac-adts'
  | 'aac-latm'
  | 'mp3'
  | 'ac-3'
  | 'ec-3'
  | 'other-video'
  | 'other';

/** The first video and the first audio stream of a program. */
export type ProgramMap = {
  readonly video: { readonly pid: number; readonly codec: StreamCodec } | undefined;
  readonly audio: { readonly pid: number; readonly codec: StreamCodec } | undefined;
};

/** stream_type of ISO/IEC 13818-1 Table 2-34, and of ATSC A/52 for AC-3. */
const streamTypes: Readonly<Record<number, StreamCodec>> = {
  1: 'other-video',
  2: 'other-video',
  3: 'mp3',
  4: 'mp3',
  15: 'aac-adts',
  16: 'other-video',
  17: 'aac-latm',
  27: 'h264',
  36: 'hevc',
  51: 'other-video',
  129: 'ac-3',
  135: 'ec-3',
};

const videoCodecs: readonly StreamCodec[] = ['h264', 'hevc', 'other-video'];

/**
 * A whole section out of the payload of its first packet: behind pointer_field, with the CRC right (ISO/IEC 13818-1
 * 2.4.4). `undefined`: it goes on in the next packet (FFmpeg's PAT and PMT never do) or is damaged.
 */
export function readSection(payload: Uint8Array): Uint8Array | undefined {
  const start = 1 + (payload[0] ?? 0xff);
  const length = 3 + ((((payload[start + 1] ?? 0) & 0x0f) << 8) | (payload[start + 2] ?? 0));
  const section = payload.subarray(start, start + length);
  return section.length === length && length >= 12 && crc32Mpeg(section) === 0 ? section : undefined;
}

/** PID of the first program's PMT (ISO/IEC 13818-1 2.4.4.3), or undefined if this is no PAT or it has no program. */
export function readProgramAssociation(section: Uint8Array): number | undefined {
  if (section[0] !== 0) return undefined;
  for (let at = 8; at + 4 <= section.length - 4; at += 4) {
    const program = pair(section, at);
    if (program !== 0) return pair(section, at + 2) & 0x1fff;
  }
  return undefined;
}

/** The streams of a program (ISO/IEC 13818-1 2.4.4.8), or undefined if this is no PMT. */
export function readProgramMap(section: Uint8Array): ProgramMap | undefined {
  if (section[0] !== 2) return undefined;
  let video: ProgramMap['video'];
  let audio: ProgramMap['audio'];
  let at = 12 + (pair(section, 10) & 0x0fff);
  while (at + 5 <= section.length - 4) {
    const codec = streamTypes[section[at] ?? 0] ?? 'other';
    const stream = { pid: pair(section, at + 1) & 0x1fff, codec };
    if (videoCodecs.includes(codec)) video ??= stream;
    else if (codec !== 'other') audio ??= stream;
    at += 5 + (pair(section, at + 3) & 0x0fff);
  }
  return { video, audio };
}

function pair(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
