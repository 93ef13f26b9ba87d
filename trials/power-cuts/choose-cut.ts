import type { Cut } from './cut-power.ts';
import type { FileOperation } from './file-operation.ts';
import { choosePowerCut } from './power-cut.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Most operations between a cut and the sync or change of a name that it is near to. */
const near = 2;

/** A cut at any point, half of the time near a sync or a change of names below the data directory. */
export function chooseCut(
  operations: readonly FileOperation[],
  dataDirectory: string,
  random: SeededRandom,
): Cut {
  const within = operations.flatMap(({ path, type }, index) =>
    path.startsWith(dataDirectory) ? [{ type, after: index + 1 }] : [],
  );
  const turns = within.filter(({ type }) => !['write', 'seek', 'open'].includes(type));
  const chosen = random.pick(random.chance(0.5) ? turns : within).after + random.integer(-near, near);
  const after = Math.min(operations.length, Math.max(1, chosen));
  return { ...choosePowerCut(random), after, command: random.chance(0.7) ? 'live' : 'drain' };
}
