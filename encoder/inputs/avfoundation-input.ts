import { type CaptureInput, type InputContext, rawFrameQueue } from './input.ts';

/** A camera, a capture card or a screen on macOS, with audio in the same session and on the same clock. */
export function avfoundationInput(
  video: string,
  audio: string | undefined,
  context: InputContext,
): CaptureInput {
  const { width, height } = context;
  // AVFoundation refuses a camera without a rate it knows; 30 is the one that all have.
  const rate = ['-framerate', String(context.framesPerSecond ?? 30)];
  const size = width === undefined || height === undefined ? [] : ['-video_size', `${width}x${height}`];
  const isScreen = video.startsWith('Capture screen ');
  const cursor = isScreen ? ['-capture_cursor', '1'] : [];
  return {
    args: [
      '-f',
      'avfoundation',
      ...rawFrameQueue,
      ...rate,
      ...size,
      ...cursor,
      '-i',
      `${video}:${audio ?? 'none'}`,
    ],
    hasVideo: true,
    hasAudio: audio !== undefined,
    audioInput: 0,
    live: true,
    endsByItself: false,
    ...(isScreen ? { isRgb: true } : {}),
  };
}
