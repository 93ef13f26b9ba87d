import { type DataPlaneResult, measureDataPlane, measureWindowMemory } from './data-plane.ts';

type Row = (what: string, measured: string, goal: string) => void;

/** Measures an edge's data plane and prints it beside its goals. */
export async function measureDataPlanes(row: Row): Promise<void> {
  const result = await measureDataPlane(5, 5);
  for (const [what, goal, unit] of [
    ['segments', '≥ 0.9 × of nginx', gigabits],
    ['playlists', '≥ 0.7 × of nginx', thousands],
  ] as const) {
    const { edge, nginx }: DataPlaneResult['segments'] = result[what];
    row(
      `edge, one core, ${what}: what wrk on the other core gets (edge / nginx)`,
      `${unit(edge.perSecond)} / ${unit(nginx.perSecond)} = ${(edge.perSecond / nginx.perSecond).toFixed(2)}`,
      goal,
    );
    const [own, other] = [edge.perProcessorSecond, nginx.perProcessorSecond];
    row(
      `  the same for a second of the server’s processor time`,
      `${unit(own)} / ${unit(other)} = ${(own / other).toFixed(2)}`,
      'told beside it',
    );
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

const gigabits = (requests: number): string => `${((requests * 2_000_000 * 8) / 1e9).toFixed(1)} Gbit/s`;
const thousands = (requests: number): string => `${(requests / 1_000).toFixed(1)} k/s`;
