import { type Media, measureDataPlane, measureWindowMemory, type Plane, planes } from './data-plane.ts';

type Row = (what: string, measured: string, goal: string) => void;

/** Measures an edge's data planes and prints them beside plain nginx, and the built-in one beside its goals. */
export async function measureDataPlanes(row: Row): Promise<void> {
  const result = await measureDataPlane(5, 4);
  for (const [media, goal, unit] of [
    ['segments', '≥ 0.9 × of plain nginx', gigabits],
    ['playlists', '≥ 0.7 × of plain nginx', thousands],
  ] as const satisfies readonly (readonly [Media, string, unknown])[]) {
    const { plain } = result[media];
    for (const plane of Object.keys(planes) as Plane[]) {
      const { perSecond, perProcessorSecond, processors } = result[media][plane];
      row(
        `${media}, ${planes[plane].words}`,
        `${unit(perSecond)} with ${processors.toFixed(2)} of a core: ${times(perSecond, plain.perSecond)}`,
        plane === 'builtIn' ? goal : 'none',
      );
      row(
        '  for a second of the server’s processor time',
        `${unit(perProcessorSecond)}: ${times(perProcessorSecond, plain.perProcessorSecond)}`,
        'told beside it',
      );
    }
  }
  for (const threads of [1, 2]) {
    const { ratio, grownRatio, emptyMegabytes } = await measureWindowMemory(1_000_000_000, threads);
    row(
      `memory of an edge, window of 1 GB turned over twice, threads: ${threads}`,
      `${ratio.toFixed(2)} × (without the ${emptyMegabytes.toFixed(0)} MB of an empty one: ${grownRatio.toFixed(2)} ×)`,
      '≤ 1.3 ×',
    );
  }
}

const times = (measured: number, plain: number): string => `${(measured / plain).toFixed(2)} ×`;
const gigabits = (requests: number): string => `${((requests * 2_000_000 * 8) / 1e9).toFixed(1)} Gbit/s`;
const thousands = (requests: number): string => `${(requests / 1_000).toFixed(1)} k/s`;
