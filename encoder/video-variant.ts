/** One Variant Stream of the broadcast: what is encoded. Bit rates in kbit/s, picture size in pixels (even numbers). */
export type VideoVariant = {
  /** Folder of its playlist on the origin: `720p`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly videoKbps: number;
  readonly audioKbps: number;
};

/** Size and rate of a source's picture, as a probe found it. */
export type Picture = { readonly width: number; readonly height: number; readonly framesPerSecond: number };

/** Highest picture that one encoder is expected to keep up with by itself; larger ones are scaled down to it. */
const largest = { width: 1920, height: 1080, framesPerSecond: 60 };

/** Where the probe cannot be made (an SRT listener), and for the test pattern. */
export const defaultPicture: Picture = { width: 1280, height: 720, framesPerSecond: 30 };

/** kbit/s of H.264 veryfast at 30 frames a second by picture height, after Apple's authoring specification. */
const videoKbpsByHeight: readonly (readonly [height: number, kbps: number])[] = [
  [1080, 6000],
  [720, 3000],
  [540, 2000],
  [432, 1100],
  [360, 800],
  [0, 400],
];

/**
 * The variant for a source when nobody chose one: the source's own size and rate, never scaled up, at most 1080p60,
 * odd sizes cut to even ones.
 */
export function defaultVariant(picture: Picture): VideoVariant {
  const scale = Math.min(1, largest.width / picture.width, largest.height / picture.height);
  const height = even(picture.height * scale);
  const framesPerSecond = Math.min(largest.framesPerSecond, picture.framesPerSecond);
  return {
    name: variantName(height, framesPerSecond),
    width: even(picture.width * scale),
    height,
    framesPerSecond,
    videoKbps: videoKbps(height, framesPerSecond),
    audioKbps: 128,
  };
}

/** `720p`, or `720p60` above the usual 30 frames a second. */
export function variantName(height: number, framesPerSecond: number): string {
  return framesPerSecond > 30.5 ? `${height}p${Math.round(framesPerSecond)}` : `${height}p`;
}

/** A picture of twice the rate needs about one and a half times the bits, since neighbours are more alike. */
function videoKbps(height: number, framesPerSecond: number): number {
  const base = videoKbpsByHeight.find(([atLeast]) => height >= atLeast)?.[1] ?? 400;
  return framesPerSecond > 30.5 ? base * 1.5 : base;
}

function even(size: number): number {
  return Math.max(2, Math.floor(size / 2 + 0.01) * 2);
}
