import type { SeededRandom } from './seeded-random.ts';

/** Draws streams as audiences choose them: the k-th most popular with a share proportional to 1 / k^exponent (Zipf). */
export function createPopularity(streams: number, exponent: number): (random: SeededRandom) => number {
  const upTo = new Float64Array(streams);
  let sum = 0;
  for (let stream = 0; stream < streams; stream++) {
    sum += 1 / (stream + 1) ** exponent;
    upTo[stream] = sum;
  }
  return (random) => {
    const drawn = random.next() * sum;
    let low = 0;
    let high = streams - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
