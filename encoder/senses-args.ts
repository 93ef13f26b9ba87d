import { join } from 'node:path';
import type { CaptureInput } from './inputs/input.ts';
import type { VideoVariant } from './video-variant.ts';

/**
 * FFmpeg's second outputs: small pictures, smaller ones to judge, and sound, each kind in a ring of AVI files that are
 * written over again and again. Files outlive whoever reads them and never make a writer wait; each ring begins its next
 * file at a packet of its own, so that it does not grow when the other kind no longer comes.
 */
export type SensesOutput = {
  /** Folder of the rings; nothing else is in it. */
  readonly directory: string;
  readonly input: CaptureInput;
  /** Whose shape the preview has. */
  readonly variant: VideoVariant;
  /** Filters that take out the steps of a clock, ahead of everything else. */
  readonly videoSteps: readonly string[];
  readonly audioSteps: readonly string[];
  readonly durationSeconds: number | undefined;
};

export const sensesRings = ['pictures', 'sound'] as const;
export type SensesRingName = (typeof sensesRings)[number];

/** Files of a ring and how long each is written to; so much is there for a reader that comes late. */
export const sensesRing = { files: 4, secondsEach: 1 } as const;

/** Streams of the ring of pictures. */
export const pictureStreams = { preview: 0, judged: 1 } as const;

/** The pictures that are judged: full-range grey, a byte a pixel. */
export const judgedPicture = { width: 160, height: 90 } as const;

/**
 * Sound as it is measured: 16 bits at 48 kHz, in packets of a tenth of a second, with the channels that the source has. To bring
 * mono to both sides takes 3 dB from it, and its clipping would not be seen.
 */
export const sensesSound = { samplesPerSecond: 48_000, samplesPerPacket: 4_800 } as const;

const previewWidth = 480;
/** A source of 25 or 30 frames a second gives 8.3 or 7.5 pictures a second. */
const previewEverySeconds = 0.12;
const judgeEverySeconds = 0.49;

/** Name of one file of a ring. */
export const sensesFileName = (ring: SensesRingName, index: number | '%d'): string => `${ring}-${index}.avi`;

/** Arguments of the second outputs. */
export function sensesArgs(output: SensesOutput): readonly string[] {
  return [...pictureOutput(output), ...(output.input.hasAudio === false ? [] : soundOutput(output))];
}

function pictureOutput(output: SensesOutput): readonly string[] {
  return [
    ...['-map', '0:V:0', '-map', '0:V:0'],
    ...previewArgs(output),
    ...judgedArgs(output),
    ...ringArgs(output, 'pictures'),
  ];
}

function soundOutput(output: SensesOutput): readonly string[] {
  const { audioInput, hasAudio } = output.input;
  return [
    // An output that turns out to have no stream would end FFmpeg: where nobody knows, it has a speck of the picture.
    ...(hasAudio === undefined ? speckArgs(output) : []),
    ...['-map', `${audioInput}:a:0${hasAudio === undefined ? '?' : ''}`],
    ...soundArgs(output),
    ...(hasAudio === undefined ? uncertainRingArgs : ringArgs)(output, 'sound'),
  ];
}

function speckArgs({ videoSteps }: SensesOutput): readonly string[] {
  const filters = [...videoSteps, ...thinned(judgeEverySeconds, 2), 'scale=16:16:flags=area', 'format=gray'];
  return ['-map', '0:V:0', '-filter:v:0', filters.join(','), '-c:v:0', 'rawvideo'];
}

function previewArgs({ variant, videoSteps }: SensesOutput): readonly string[] {
  const size = `${previewWidth}:${Math.max(2, 2 * Math.round((previewWidth * variant.height) / variant.width / 2))}`;
  const filters = [
    ...videoSteps,
    ...thinned(previewEverySeconds, 8),
    'scale=iw*sar:ih',
    // JPEG is BT.601 at full range.
    `scale=${size}:force_original_aspect_ratio=decrease:force_divisible_by=2:out_color_matrix=bt601:out_range=full`,
    `pad=${size}:-1:-1`,
    'setsar=1',
    'format=yuv420p',
  ];
  return [
    ...['-filter:v:0', filters.join(','), '-c:v:0', 'mjpeg', '-q:v:0', '6', '-huffman:v:0', 'default'],
    // A thread more is a picture later.
    ...['-threads:v:0', '1'],
    ...['-color_range:v:0', 'pc', '-strict:v:0', 'unofficial'],
  ];
}

function judgedArgs({ videoSteps }: SensesOutput): readonly string[] {
  const { width, height } = judgedPicture;
  const filters = [
    ...videoSteps,
    ...thinned(judgeEverySeconds, 2),
    `scale=${width}:${height}:flags=area:out_range=full`,
    'format=gray',
  ];
  return ['-filter:v:1', filters.join(','), '-c:v:1', 'rawvideo'];
}

/**
 * Some of the source's own frames and never one twice, also over a gap or a step back in its time. Their times are
 * counted, since AVI fills holes.
 */
function thinned(everySeconds: number, perSecond: number): readonly string[] {
  const since = `gte(t-prev_selected_t,${everySeconds})+lt(t,prev_selected_t)`;
  return [`select='if(isnan(prev_selected_t),1,${since})'`, `setpts=N/(${perSecond}*TB)`, `fps=${perSecond}`];
}

function soundArgs({ audioSteps }: SensesOutput): readonly string[] {
  const { samplesPerSecond, samplesPerPacket } = sensesSound;
  const filters = [
    ...audioSteps,
    `aresample=${samplesPerSecond}`,
    `asetnsamples=${samplesPerPacket}:p=0`,
    'asetpts=N/SR/TB',
  ];
  return ['-filter:a:0', filters.join(','), '-c:a', 'pcm_s16le', '-ar', String(samplesPerSecond)];
}

/**
 * In a thread of its own (`fifo`), which drops packets rather than let the encoder wait, and which begins again after
 * whatever error: a full or vanished place costs the preview and nothing else.
 */
const fifoOptions = {
  queue_size: '60',
  drop_pkts_on_overflow: '1',
  attempt_recovery: '1',
  recover_any_error: '1',
  recovery_wait_time: '5',
  fifo_format: 'segment',
  format_opts: [
    'segment_format=avi',
    `segment_time=${sensesRing.secondsEach}`,
    `segment_wrap=${sensesRing.files}`,
    'reset_timestamps=1',
    // Both muxers, one within the other, must not wait for a packet of the slower stream.
    'segment_format_options=flush_packets=1\\:max_interleave_delta=1\\:avoid_negative_ts=disabled',
  ].join(':'),
};

function ringArgs(output: SensesOutput, ring: SensesRingName): readonly string[] {
  const options = Object.entries(fifoOptions).flatMap(([name, value]) => [`-${name}`, value]);
  return [...muxingArgs(output), '-f', 'fifo', ...options, ringPath(output, ring)];
}

/**
 * The sound alone, if there is any: the speck goes nowhere. With it in the ring, the ring would be cut at its pictures, and grow
 * without end when they stop and the sound goes on.
 */
function uncertainRingArgs(output: SensesOutput, ring: SensesRingName): readonly string[] {
  const options = Object.entries(fifoOptions).map(([name, value]) => `${name}=${escaped(value, /[\\':]/g)}`);
  const heard = `[f=fifo:select=a:onfail=ignore:${options.join(':')}]${ringPath(output, ring)}`;
  return [...muxingArgs(output), '-f', 'tee', `${escaped(heard, /[\\'|]/g)}|[f=null:select=v]-`];
}

function muxingArgs({ durationSeconds }: SensesOutput): readonly string[] {
  return [
    ...['-map_metadata', '-1', '-max_muxing_queue_size', '4096', '-max_interleave_delta', '1'],
    ...(durationSeconds === undefined ? [] : ['-t', String(durationSeconds)]),
  ];
}

const ringPath = ({ directory }: SensesOutput, ring: SensesRingName): string =>
  join(directory.replaceAll('%', '%%'), sensesFileName(ring, '%d'));

const escaped = (text: string, what: RegExp): string => text.replaceAll(what, '\\$&');
