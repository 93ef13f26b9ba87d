import { ticksPerSecond } from './cut.ts';
import { type Box, readBoxes, readUint32, readUint64 } from './mp4-boxes.ts';
import type { InitSection, Track } from './mp4-init-section.ts';

/** What a Movie Fragment says of its samples (ISO/IEC 14496-12 8.8.4). Times in 90 kHz ticks. */
export type Fragment = {
  /** Of the first video track, in decoding order. */
  readonly frames: readonly { readonly pts: number; readonly dts: number }[];
  /** Whether the first video frame is a sync sample. */
  readonly startsWithKeyframe: boolean;
  /** End of the last video frame in decoding time. */
  readonly endDts: number | undefined;
  /** Of the first audio track. */
  readonly audioFrames: number;
  /** Bytes of all its samples: the content of the mdat that follows. */
  readonly dataBytes: number;
};

/** More samples than this in one fragment are damage (a count is four bytes that may have been anything). */
const maxSamples = 65_536;

/** A decoding time of more (three centuries) is damage: in ticks it would not be a whole number any more, nor the grid. */
const longestSeconds = 1e10;

/** sample_is_non_sync_sample (ISO/IEC 14496-12 8.8.3.1). */
const nonSyncFlag = 0x1_0000;

type Samples = { duration: number; size: number; flags: number; offset: number }[];

/** @param from @param to content of the moof box. Undefined if its structure is broken. */
export function readFragment(
  bytes: Uint8Array,
  from: number,
  to: number,
  init: InitSection,
): Fragment | undefined {
  const boxes = readBoxes(bytes, from, to);
  if (boxes?.[0]?.type !== 'mfhd') return undefined;
  const videoTrack = init.tracks.find((track) => track.kind === 'video');
  const audioTrack = init.tracks.find((track) => track.kind === 'audio');
  let video: Pick<Fragment, 'frames' | 'startsWithKeyframe' | 'endDts'> | undefined;
  let audioFrames = 0;
  let dataBytes = 0;
  let sampleCount = 0;
  for (const box of boxes) {
    if (box.type !== 'traf') continue;
    const run = readTrackFragment(bytes, box, init.tracks);
    sampleCount += run?.samples.length ?? 0;
    if (run === undefined || sampleCount > maxSamples) return undefined;
    for (const sample of run.samples) dataBytes += sample.size;
    if (run.track === audioTrack) audioFrames += run.samples.length;
    if (run.track === videoTrack && run.samples.length > 0) video = timeFrames(run);
  }
  return { frames: [], startsWithKeyframe: false, endDts: undefined, ...video, audioFrames, dataBytes };
}

type TrackFragment = { track: Track; decodeTime: number; samples: Samples };

/** traf: tfhd, tfdt and any number of trun (ISO/IEC 14496-12 8.8.6, 8.8.7, 8.8.12). */
function readTrackFragment(
  bytes: Uint8Array,
  traf: Box,
  tracks: readonly Track[],
): TrackFragment | undefined {
  const boxes = readBoxes(bytes, traf.from, traf.to);
  const header = boxes?.find((box) => box.type === 'tfhd');
  const time = boxes?.find((box) => box.type === 'tfdt');
  if (boxes === undefined || header === undefined || time === undefined || time.to - time.from < 8)
    return undefined;
  const track = tracks.find((one) => one.id === readUint32(bytes, header.from + 4));
  if (track === undefined) return undefined;
  const defaults = readDefaults(bytes, header, track);
  const decodeTime =
    bytes[time.from] === 1 ? readUint64(bytes, time.from + 4) : readUint32(bytes, time.from + 4);
  if (decodeTime > longestSeconds * track.timescale) return undefined;
  const samples: Samples = [];
  for (const box of boxes) {
    if (box.type === 'trun' && !readRun(bytes, box, defaults, samples)) return undefined;
  }
  return { track, decodeTime, samples };
}

type Defaults = { readonly duration: number; readonly size: number; readonly flags: number };

/** The optional fields of tfhd, in the order of their flags; what is missing is the track's default. */
function readDefaults(bytes: Uint8Array, header: Box, track: Track): Defaults {
  const present = readUint32(bytes, header.from);
  let at = header.from + 8;
  if (present & 0x01) at += 8;
  if (present & 0x02) at += 4;
  const next = (flag: number, otherwise: number): number => {
    if (!(present & flag)) return otherwise;
    at += 4;
    return readUint32(bytes, at - 4);
  };
  const duration = next(0x08, track.defaultDuration);
  const size = next(0x10, track.defaultSize);
  return { duration, size, flags: next(0x20, track.defaultFlags) };
}

/** Appends the samples of a trun; returns false if it does not fit its box. */
function readRun(bytes: Uint8Array, run: Box, defaults: Defaults, samples: Samples): boolean {
  const present = readUint32(bytes, run.from);
  const count = readUint32(bytes, run.from + 4);
  let at = run.from + 8 + (present & 0x01 ? 4 : 0);
  const firstFlags = present & 0x04 ? readUint32(bytes, at) : undefined;
  if (firstFlags !== undefined) at += 4;
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => present & flag).length;
  if (count > maxSamples - samples.length || at + count * fields * 4 !== run.to) return false;
  const signedOffsets = bytes[run.from] !== 0;
  for (let index = 0; index < count; index++) {
    const next = (flag: number, otherwise: number): number => {
      if (!(present & flag)) return otherwise;
      at += 4;
      return readUint32(bytes, at - 4);
    };
    const duration = next(0x100, defaults.duration);
    const size = next(0x200, defaults.size);
    const flags = next(0x400, index === 0 ? (firstFlags ?? defaults.flags) : defaults.flags);
    const offset = next(0x800, 0);
    samples.push({ duration, size, flags, offset: signedOffsets ? offset | 0 : offset });
  }
  return true;
}

function timeFrames(run: TrackFragment): Pick<Fragment, 'frames' | 'startsWithKeyframe' | 'endDts'> {
  const ticks = (time: number): number => Math.round((time * ticksPerSecond) / run.track.timescale);
  let time = run.decodeTime;
  const frames = run.samples.map((sample) => {
    const frame = { pts: ticks(time + sample.offset), dts: ticks(time) };
    time += sample.duration;
    return frame;
  });
  return {
    frames,
    startsWithKeyframe: ((run.samples[0]?.flags ?? 0) & nonSyncFlag) === 0,
    endDts: ticks(time),
  };
}
