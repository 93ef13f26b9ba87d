import type { VideoFormat } from './cut.ts';
import { readH264Sps } from './h264-sps.ts';
import { readHevcSps } from './hevc-sps.ts';
import { findBox, readBoxHead, readUint16 } from './mp4-boxes.ts';

/** The first entry of a sample description box: its four letters and where it lies. */
type SampleEntry = { readonly type: string; readonly from: number; readonly to: number };

/** Offset of the boxes in a VisualSampleEntry and in an AudioSampleEntry (ISO/IEC 14496-12 12.1.3, 12.2.3). */
const visualFields = 78;
const audioFields = 28;

/** Codecs that are named by their sample entry alone (RFC 6381 3.3). */
const plainAudio: Readonly<Record<string, string>> = {
  'ac-3': 'ac-3',
  'ec-3': 'ec-3',
  Opus: 'opus',
  fLaC: 'flac',
};

/** @param from @param to content of the stsd box (ISO/IEC 14496-12 8.5.2). */
export function readSampleEntry(bytes: Uint8Array, from: number, to: number): SampleEntry | undefined {
  const head = readBoxHead(bytes, from + 8);
  if (head === undefined || head === 'short' || from + 8 + head.size > to) return undefined;
  return { type: head.type, from: from + 8 + head.headBytes, to: from + 8 + head.size };
}

/** What an AVC or HEVC sample entry holds (ISO/IEC 14496-15 5.4.2 and 8.4.1). */
export function readVideoFormat(bytes: Uint8Array, entry: SampleEntry): VideoFormat | undefined {
  const width = readUint16(bytes, entry.from + 24);
  const height = readUint16(bytes, entry.from + 26);
  const format = readFromSps(bytes, entry);
  if (format === undefined)
    return width > 0 && height > 0 ? { codec: entry.type, width, height, frameRate: undefined } : undefined;
  return { ...format, codec: `${entry.type}${format.codec.slice(4)}` };
}

/** RFC 6381 string of an audio sample entry. */
export function readAudioCodec(bytes: Uint8Array, entry: SampleEntry): string | undefined {
  if (entry.type !== 'mp4a') return plainAudio[entry.type];
  const esds = findBox(bytes, entry.from + audioFields, entry.to, 'esds');
  return esds === undefined ? undefined : readElementaryStream(bytes.subarray(esds.from + 4, esds.to));
}

function readFromSps(bytes: Uint8Array, entry: SampleEntry): VideoFormat | undefined {
  const boxes = entry.from + visualFields;
  const avc = findBox(bytes, boxes, entry.to, 'avcC');
  if (avc !== undefined) {
    const length = readUint16(bytes, avc.from + 6);
    return readH264Sps(bytes.subarray(avc.from + 8, Math.min(avc.to, avc.from + 8 + length)));
  }
  const hevc = findBox(bytes, boxes, entry.to, 'hvcC');
  const sps = hevc === undefined ? undefined : findHevcSps(bytes.subarray(hevc.from, hevc.to));
  return sps === undefined ? undefined : readHevcSps(sps);
}

/** The first SPS in the arrays of an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 8.3.3.1.2). */
function findHevcSps(record: Uint8Array): Uint8Array | undefined {
  let at = 23;
  for (let arrays = record[22] ?? 0; arrays > 0; arrays--) {
    const type = (record[at] ?? 0) & 0x3f;
    let units = readUint16(record, at + 1);
    at += 3;
    for (; units > 0 && at + 2 <= record.length; units--) {
      const length = readUint16(record, at);
      if (type === 33) return record.subarray(at + 2, at + 2 + length);
      at += 2 + length;
    }
  }
  return undefined;
}

/** `mp4a.` and objectTypeIndication, and for AAC the audio object type (ISO/IEC 14496-1 7.2.6, RFC 6381 3.3). */
function readElementaryStream(bytes: Uint8Array): string | undefined {
  const stream = readDescriptor(bytes, 0, 3);
  if (stream === undefined) return undefined;
  const flags = bytes[stream + 2] ?? 0;
  const optional =
    (flags & 0x80 ? 2 : 0) + (flags & 0x40 ? 1 + (bytes[stream + 3] ?? 0) : 0) + (flags & 0x20 ? 2 : 0);
  const decoder = readDescriptor(bytes, stream + 3 + optional, 4);
  if (decoder === undefined) return undefined;
  const indication = (bytes[decoder] ?? 0).toString(16).padStart(2, '0');
  const specific = readDescriptor(bytes, decoder + 13, 5);
  if (indication !== '40' || specific === undefined) return `mp4a.${indication}`;
  const type = (bytes[specific] ?? 0) >> 3;
  const extended = 32 + ((readUint16(bytes, specific) >> 5) & 0x3f);
  return `mp4a.40.${type === 31 ? extended : type}`;
}

/** Where the content of the descriptor with this tag begins, behind its length of one to four bytes. */
function readDescriptor(bytes: Uint8Array, at: number, tag: number): number | undefined {
  if (bytes[at] !== tag) return undefined;
  let content = at + 1;
  while (content < at + 4 && ((bytes[content] ?? 0) & 0x80) !== 0) content++;
  return content + 1;
}
