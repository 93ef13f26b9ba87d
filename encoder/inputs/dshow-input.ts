import { type CaptureInput, type InputContext, packetQueue, rawFrameQueue } from './input.ts';

/** 256 MB hold about 2.5 s of raw 1080p60 while the encoder catches up; more only delays the same drop. */
const dshowBuffer = ['-rtbufsize', '256M'] as const;

/** A capture card on Windows. One graph for both devices, so that both stand on one clock. */
export function dshowInput(video: string, audio: string | undefined, context: InputContext): CaptureInput {
  const names = audio === undefined ? `video=${video}` : `video=${video}:audio=${audio}`;
  return {
    args: ['-f', 'dshow', ...dshowBuffer, ...rawFrameQueue, ...modeArgs(context), '-i', names],
    ...liveDevice(audio, 0),
  };
}

/** The Windows desktop (or a window, `title=NAME`), with audio from DirectShow. */
export function gdigrabInput(
  display: string | undefined,
  audio: string | undefined,
  context: InputContext,
): CaptureInput {
  const rate = String(context.framesPerSecond ?? 30);
  const video = [
    '-f',
    'gdigrab',
    ...dshowBuffer,
    ...rawFrameQueue,
    '-framerate',
    rate,
    '-i',
    display ?? 'desktop',
  ];
  const sound =
    audio === undefined ? [] : ['-f', 'dshow', ...dshowBuffer, ...packetQueue, '-i', `audio=${audio}`];
  return { args: [...video, ...sound], ...liveDevice(audio, 1), isRgb: true };
}

function modeArgs(context: InputContext): readonly string[] {
  const { width, height, framesPerSecond } = context;
  const size = width === undefined || height === undefined ? [] : ['-video_size', `${width}x${height}`];
  return framesPerSecond === undefined ? size : [...size, '-framerate', String(framesPerSecond)];
}

function liveDevice(audio: string | undefined, audioInput: 0 | 1): Omit<CaptureInput, 'args'> {
  const hasAudio = audio !== undefined;
  return { hasVideo: true, hasAudio, audioInput: hasAudio ? audioInput : 0, live: true, endsByItself: false };
}
