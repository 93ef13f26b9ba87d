import type { CaptureInput, InputContext } from './input.ts';

/** FFmpeg's moving test pattern with a frame counter, and a 440 Hz tone that beeps once a second. Needs no fonts. */
export function testInput(context: InputContext): CaptureInput {
  const size = `${context.width ?? 1280}x${context.height ?? 720}`;
  const video = `testsrc2=size=${size}:rate=${context.framesPerSecond ?? 30}[out0]`;
  const audio = 'sine=frequency=440:beep_factor=4:sample_rate=48000[out1]';
  return {
    args: [...(context.paced ? ['-re'] : []), '-f', 'lavfi', '-i', `${video};${audio}`],
    hasVideo: true,
    hasAudio: true,
    audioInput: 0,
    live: false,
    endsByItself: false,
  };
}
