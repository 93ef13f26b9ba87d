import { SurecastError } from '../../contract/surecast-error.ts';
import { type CaptureInput, type InputContext, packetQueue, rawFrameQueue } from './input.ts';

/**
 * A V4L2 device by path, with ALSA or PulseAudio. Kernel timestamps are turned into wall-clock time, the clock of
 * the audio inputs, so that `-isync` can hold both together.
 */
export function v4l2Input(path: string, audio: string | undefined, context: InputContext): CaptureInput {
  const { width, height, framesPerSecond } = context;
  const size = width === undefined || height === undefined ? [] : ['-video_size', `${width}x${height}`];
  const rate = framesPerSecond === undefined ? [] : ['-framerate', String(framesPerSecond)];
  const video = ['-f', 'v4l2', ...rawFrameQueue, '-timestamps', 'abs', ...size, ...rate, '-i', path];
  return { args: [...video, ...audioArgs(audio)], ...liveDevice(audio) };
}

/** A screen of an X server, with ALSA or PulseAudio. The whole screen is taken, with the pointer. */
export function x11grabInput(
  display: string | undefined,
  audio: string | undefined,
  context: InputContext,
): CaptureInput {
  const name = screenName(display, context.display);
  const rate = String(context.framesPerSecond ?? 30);
  const video = ['-f', 'x11grab', ...rawFrameQueue, '-framerate', rate, '-draw_mouse', '1', '-i', name];
  return { args: [...video, ...audioArgs(audio)], ...liveDevice(audio), isRgb: true, stampsWallClock: true };
}

/**
 * The X display to capture: the one named, else the session's.
 * @throws SurecastError SOURCE_NOT_FOUND if there is neither
 */
export function screenName(display: string | undefined, sessionDisplay: string | undefined): string {
  const name = display ?? sessionDisplay;
  if (name !== undefined && name !== '') return name;
  throw new SurecastError('SOURCE_NOT_FOUND', 'No screen: DISPLAY is not set and the source names none.', {
    cure: 'Start it in a graphical session, or write screen:DISPLAY, for example screen::0.',
  });
}

/**
 * `hw:1`, `plughw:…`, `sysdefault:…` and the like are ALSA's; everything else, and `default`, is a PulseAudio
 * (or PipeWire) source. `alsa:NAME` and `pulse:NAME` say it outright.
 */
export function linuxAudioDevice(name: string): {
  readonly format: 'alsa' | 'pulse';
  readonly device: string;
} {
  const outright = /^(alsa|pulse):(.+)$/.exec(name);
  if (outright?.[1] === 'alsa') return { format: 'alsa', device: outright[2] ?? name };
  if (outright?.[1] === 'pulse') return { format: 'pulse', device: outright[2] ?? name };
  const isAlsa = /^(?:hw|plughw|sysdefault|front|dsnoop|dmix|plug|iec958|hdmi|surround\d+):/.test(name);
  return { format: isAlsa ? 'alsa' : 'pulse', device: name };
}

function audioArgs(audio: string | undefined): readonly string[] {
  if (audio === undefined) return [];
  const { format, device } = linuxAudioDevice(audio);
  // PulseAudio hands over 2 s at a time if not told otherwise, and video would wait in memory for it: 20 ms instead.
  const fragment = format === 'pulse' ? ['-fragment_size', '3840'] : [];
  // Both inputs stamp wall-clock time: keep the difference between their first packets instead of zeroing each.
  return ['-f', format, ...packetQueue, '-sample_rate', '48000', ...fragment, '-isync', '0', '-i', device];
}

function liveDevice(audio: string | undefined): Omit<CaptureInput, 'args'> {
  const hasAudio = audio !== undefined;
  return { hasVideo: true, hasAudio, audioInput: hasAudio ? 1 : 0, live: true, endsByItself: false };
}
