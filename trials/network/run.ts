/**
 * `npm run network-show`: a broadcast to eighteen viewers over three tiers of real processes while an intermediate, an edge, a
 * directory member and NATS are killed in turn; each viewer's bytes must be the encoder's. `--viewers N`, `--browsers N`.
 */
import { parseArgs } from 'node:util';
import { figureLines, keepResult } from '../result.ts';
import { onStage } from '../stage.ts';
import { playShow } from './show.ts';

const { values } = parseArgs({
  options: { viewers: { type: 'string', default: '15' }, browsers: { type: 'string', default: '3' } },
});
const startedMs = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const size = {
  ...{ directories: 2, intermediates: 3, edges: 6 },
  ...{ headless: Number(values.viewers), browsers: Number(values.browsers) },
};
const outcome = await onStage((stage) => playShow(stage, size, say));
const figures = [
  { what: 'viewers whose bytes are the encoder’s, by SHA-256', value: outcome.viewers, goal: 'all of them' },
  { what: 'bytes of the broadcast', value: outcome.bytes },
  ...outcome.kills.map(({ killed, longestWaitMs }) => ({
    what: `longest wait for a segment of 1 s, after the death of ${killed}`,
    value: `${longestWaitMs} ms`,
  })),
];
for (const line of figureLines(figures)) say(line);
if (outcome.viewers >= 18)
  keepResult({
    trial: 'network-show',
    what: 'A broadcast over main, three intermediates and six edges as real processes to eighteen viewers, some of them hls.js in Chromium.',
    seconds: Math.round((performance.now() - startedMs) / 1_000),
    figures,
  });
