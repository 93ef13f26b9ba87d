import type { CaptureInput, InputContext } from './input.ts';

/** A recording. `file:` keeps FFmpeg from taking a name with a colon for a protocol, or a dash for an option. */
export function fileInput(path: string, context: InputContext): CaptureInput {
  const { startAtSeconds = 0 } = context;
  const seek = startAtSeconds > 0 ? ['-ss', startAtSeconds.toFixed(3)] : [];
  return {
    args: [...(context.paced ? ['-re'] : []), ...seek, '-i', `file:${path}`],
    hasVideo: true,
    hasAudio: context.hasAudio,
    audioInput: 0,
    live: false,
    endsByItself: true,
  };
}
