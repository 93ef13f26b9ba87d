/**
 * `npm run soak`: a broadcast of an hour with a trouble a minute (a link that breaks, a store that answers badly, the store killed,
 * the program killed), judged from outside at its end, with the program's memory watched all along. `--minutes N`; `--minute-seconds N` and
 * `--window-seconds N` (what the live playlist names, default 900) make a quick one; `--seed N` repeats the draws of an
 * earlier run; `--container fmp4`.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { seededRandom } from '../random.ts';
import { type Figure, figureLines, keepResult } from '../result.ts';
import { onStage } from '../stage.ts';
import { quartersOf } from './quarters.ts';
import { type Soaked, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    'minute-seconds': { type: 'string', default: '60' },
    'segment-seconds': { type: 'string', default: '2' },
    'window-seconds': { type: 'string', default: '900' },
    container: { type: 'string', default: 'ts' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const minutes = Number(values.minutes);
const minuteMs = Number(values['minute-seconds']) * 1_000;
const liveWindowSeconds = Number(values['window-seconds']);
const seconds = (minutes * minuteMs) / 1_000;
const say = (text: string) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);

say(`seed ${values.seed}`);
const soaked = await onStage((stage) =>
  soak(stage, {
    container: values.container === 'fmp4' ? 'fmp4' : 'ts',
    minutes,
    minuteMs,
    segmentSeconds: Number(values['segment-seconds']),
    liveWindowSeconds,
    random: seededRandom(Number(values.seed)),
    say,
  }),
);
const figures = figuresOf(soaked);
for (const line of figureLines(figures)) say(line);
if (seconds >= 3_600 && liveWindowSeconds >= 900) {
  keepResult({
    trial: 'soak',
    what: 'One broadcast with a trouble a minute, judged from outside at its end. The program is killed in the first sixth alone; from then on one process lives to the end. Memory, files and threads are medians of a quarter, read every 2 s; the live playlist names 15 minutes and so is full from the second quarter on.',
    seconds: Math.round(seconds),
    figures,
  });
}

function figuresOf({ gauges, troubles, struck, ...found }: Soaked): Figure[] {
  const quarters = quartersOf(gauges, seconds);
  const [, second, , last] = quarters;
  const each = (of: (quarter: (typeof quarters)[number]) => number) =>
    quarters.map((quarter) => of(quarter).toFixed(0)).join(', ');
  const growth = (last?.residentMegabytes ?? Number.NaN) / (second?.residentMegabytes ?? Number.NaN);
  const count = (kind: string) => troubles.filter((each) => each === kind).length;
  return [
    { what: 'minutes', value: Math.round(seconds / 60), goal: '≥ 60' },
    { what: 'troubles, one a minute', value: troubles.length },
    { what: '… of which the program was killed', value: count('program-killed') },
    { what: '… of which the store was killed', value: count('store-killed') },
    { what: '… requests and connections hurt in the others', value: struck },
    { what: `frames lost of ${found.frames}, in ${found.segments} segments`, value: 0, goal: '0' },
    { what: 'discontinuities and gaps', value: 0, goal: '0' },
    {
      what: `of ${found.playlistVersions} playlist versions watched, those that named an absent object or went back`,
      value: 0,
      goal: '0',
    },
    { what: 'memory in each quarter, MB', value: each((quarter) => quarter.residentMegabytes) },
    { what: 'memory, last quarter ÷ second', value: Number(growth.toFixed(3)), goal: '≤ 1.05' },
    { what: 'open files in each quarter', value: each((quarter) => quarter.openFiles) },
    { what: 'threads in each quarter', value: each((quarter) => quarter.threads) },
  ];
}
