/** Chance that can be repeated: the same seed and label give the same numbers, whatever else is drawn. */
export type SeededRandom = {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  /** Exponentially distributed around a mean. */
  exponential(mean: number): number;
};

/** sfc32 (Chris Doty-Humphrey's small fast chaotic generator), seeded by FNV-1a of the label. */
export function createSeededRandom(seed: number, label: string): SeededRandom {
  let a = seed >>> 0;
  let b = Math.floor(seed / 2 ** 32) >>> 0;
  let c = hash(label);
  let counter = 1;
  function draw(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  // The state is mixed after a dozen draws, however alike two seeds are.
  for (let round = 0; round < 12; round++) draw();
  return {
    next: draw,
    below: (below) => Math.floor(draw() * below),
    exponential: (mean) => -Math.log(1 - draw()) * mean,
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
