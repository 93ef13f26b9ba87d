import { linuxAudioDevice, screenName } from './inputs/linux-input.ts';
import { protocolArgs } from './inputs/network-input.ts';
import type { Source } from './source.ts';

/** What ffprobe is asked: options before the input, and the input. */
export type ProbeTarget = { readonly options: readonly string[]; readonly input: string };

/**
 * How a source is looked into before it is captured. Undefined where there is nothing to learn (the test pattern), or
 * where looking would take the sender's one connection (an SRT listener).
 */
export function probeTarget(
  source: Source,
  platform: NodeJS.Platform,
  sessionDisplay: string | undefined,
): ProbeTarget | undefined {
  switch (source.kind) {
    case 'test':
      return undefined;
    case 'file':
      return { options: [], input: `file:${source.path}` };
    case 'url':
      return source.listens && source.protocol === 'srt'
        ? undefined
        : { options: protocolArgs(source), input: source.url };
    case 'screen':
      return screenTarget(source.display, platform, sessionDisplay);
    case 'device':
      return deviceTarget(source.video, platform);
  }
}

/** How an audio device of its own is looked into; undefined if it comes with the video. */
export function audioProbeTarget(source: Source, platform: NodeJS.Platform): ProbeTarget | undefined {
  if (platform !== 'linux' || (source.kind !== 'screen' && source.kind !== 'device')) return undefined;
  if (source.audio === undefined) return undefined;
  const { format, device } = linuxAudioDevice(source.audio);
  return { options: ['-f', format], input: device };
}

function screenTarget(
  display: string | undefined,
  platform: NodeJS.Platform,
  sessionDisplay: string | undefined,
): ProbeTarget {
  switch (platform) {
    case 'win32':
      return { options: ['-f', 'gdigrab', '-framerate', '30'], input: display ?? 'desktop' };
    case 'darwin':
      return {
        options: ['-f', 'avfoundation', '-framerate', '30'],
        input: `Capture screen ${display ?? '0'}:none`,
      };
    default:
      return {
        options: ['-f', 'x11grab', '-framerate', '30'],
        input: screenName(display, sessionDisplay),
      };
  }
}

function deviceTarget(video: string, platform: NodeJS.Platform): ProbeTarget {
  if (video.startsWith('decklink:')) {
    return { options: ['-f', 'decklink'], input: video.slice('decklink:'.length) };
  }
  switch (platform) {
    case 'win32':
      return { options: ['-f', 'dshow'], input: `video=${video}` };
    case 'darwin':
      return { options: ['-f', 'avfoundation', '-framerate', '30'], input: `${video}:none` };
    default:
      return { options: ['-f', 'v4l2'], input: video };
  }
}
