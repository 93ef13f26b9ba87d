/** Share of the pixels that are dark in a black picture; FFmpeg's `blackdetect` asks as much. */
const blackShare = 0.98;
/** A tenth of the way from black to white. */
const darkest = 25;
/** Encoders let a picture that stands still breathe by so much, in steps of 256. */
const meanBreath = 0.5;
/** … but a clock's digit changes some pixels by more, also where one pixel stands for many. */
const pixelBreath = 12;

/** Whether a grey picture is black. */
export function isBlack(pixels: Uint8Array): boolean {
  let dark = 0;
  for (const pixel of pixels) if (pixel <= darkest) dark++;
  return dark >= pixels.length * blackShare;
}

/** Whether two grey pictures show the same, but for what an encoder makes of it. */
export function isSamePicture(before: Uint8Array, now: Uint8Array): boolean {
  if (before.length !== now.length) return false;
  let sum = 0;
  for (let at = 0; at < now.length; at++) {
    const difference = Math.abs((now[at] ?? 0) - (before[at] ?? 0));
    if (difference > pixelBreath) return false;
    sum += difference;
  }
  return sum <= meanBreath * now.length;
}
