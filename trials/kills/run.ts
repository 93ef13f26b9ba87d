/**
 * `npm run kills`: SIGKILL of the program, of everything and of the store, and deaths of worker threads, at random moments
 * of real broadcasts, each judged from outside. `--rounds N`: kills of the program in each container, the rest in
 * proportion (default 100); `--only PART`: one part; `--seed N`: the draws of an earlier run again.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startStore } from '../../tests/testing/workplace.ts';
import { seededRandom } from '../random.ts';
import { type Figure, figureLines, keepResult } from '../result.ts';
import { type Act, acts, type Cast } from './acts.ts';

const wholeRounds = 100;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: String(wholeRounds) },
    only: { type: 'string' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const rounds = Number(values.rounds);
const startedMs = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = () => Math.round((performance.now() - startedMs) / 1_000);

async function play(act: Act, cast: Cast): Promise<readonly Figure[]> {
  const figures = await act.play({ ...cast, random: cast.random.fork(act.name) }).catch((error: unknown) => {
    say(`${act.name}, after ${seconds()} s: FAILED: ${String(error)}`);
    throw error;
  });
  say(`${act.name}, after ${seconds()} s`);
  for (const line of figureLines(figures)) say(`  ${line}`);
  return figures;
}

const store = await startStore();
say(`seed ${values.seed}`);
try {
  const cast = { bucket: store.bucket, rounds, random: seededRandom(Number(values.seed)) };
  const figures: Figure[] = [];
  const chosen = acts.filter(({ name }) => values.only === undefined || name.startsWith(values.only));
  // One that fails lets the others put away what they started.
  const played = await Promise.allSettled(chosen.map((act) => play(act, cast)));
  for (const outcome of played) {
    if (outcome.status === 'rejected') throw outcome.reason;
    figures.push(...outcome.value);
  }
  if (figures.length === 0) throw new Error(`there is no part ${values.only}`);
  if (values.only === undefined && rounds >= wholeRounds) {
    keepResult({
      trial: 'kills',
      what: 'SIGKILL at random moments of real broadcasts (FFmpeg, 320x180, segments of 1 s, MinIO), and deaths of uplink workers.',
      seconds: seconds(),
      figures,
    });
  }
} finally {
  await store.server.stop();
}
