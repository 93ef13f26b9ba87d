/**
 * `npm run compare`: the same broadcast through the same outage, in one run, by Surecast and by what crews use without it:
 * FFmpeg's own HLS over HTTP PUT, and FFmpeg's HLS in a folder that `rclone copy` in a loop or `mc mirror --watch`
 * takes to the same store. `--seconds N` and `--outage refused|stalled` make it shorter.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bringComparisonTools } from '../../scripts/test-tools/bring.ts';
import { type Figure, figureLines, keepResult } from '../result.ts';
import type { BroadcastPlan, Contender, Running } from './contender.ts';
import { ffmpegPut } from './ffmpeg-put.ts';
import { lookAtLast } from './final-look.ts';
import { mcMirror, rcloneLoop } from './folder-copier.ts';
import { type Outage, openStage } from './stage.ts';
import { surecast } from './surecast.ts';
import { startViewer } from './viewer.ts';

const contenders: readonly Contender[] = [
  surecast,
  ffmpegPut('FFmpeg PUT', []),
  ffmpegPut('FFmpeg PUT -ignore_io_errors 1', ['-ignore_io_errors', '1']),
  rcloneLoop,
  mcMirror,
];

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, outage: { type: 'string', multiple: true } },
});
const startedMs = performance.now();
const plan: BroadcastPlan = {
  durationSeconds: Number(values.seconds),
  framesPerSecond: 25,
  segmentSeconds: 2,
};
const outages = (['refused', 'stalled'] as const).filter((outage) => values.outage?.includes(outage) ?? true);

/** The link is away for the second third of the broadcast. */
async function outageFigures(outage: Outage): Promise<Figure[]> {
  const stage = await openStage();
  try {
    const thirdMs = (plan.durationSeconds * 1000) / 3;
    const running = await Promise.all(contenders.map((contender) => contender.start(stage, plan)));
    const link = { healedMs: 0 };
    const looking = running.map((one) => followToTheEnd(one, link));
    await sleep(thirdMs);
    await stage.cut(outage);
    await sleep(thirdMs);
    await stage.heal();
    link.healedMs = performance.now();
    const texts = await Promise.all(looking);
    return contenders.map(({ name }, index) => ({
      what: `${name}, link ${outage} for ${Math.round(thirdMs / 1000)} s of ${plan.durationSeconds} s`,
      value: texts[index] ?? '',
    }));
  } finally {
    await stage.close();
  }
}

/** One contender's line. `healedMs`: when the link was back, set by then. */
async function followToTheEnd(running: Running, link: { readonly healedMs: number }): Promise<string> {
  const viewer = startViewer(running.view, running.playlistKey);
  const { said, frames } = await running.ended;
  const seen = await viewer.stop();
  const last = await lookAtLast(running.view, running.playlistKey);
  const whole = frames ?? plan.durationSeconds * plan.framesPerSecond;
  const next = seen.versionsMs.find((ms) => ms > link.healedMs);
  return [
    `${Math.max(0, whole - last.frames)} of ${whole} frames lost`,
    `${last.absent} of ${last.named} named segments absent at the end`,
    next === undefined
      ? 'no news after the outage'
      : `news ${((next - link.healedMs) / 1000).toFixed(1)} s after the link was back`,
    `playlist ${last.isEnded ? 'ended' : 'never ended'}`,
    `a viewer met ${seen.dangling} dangling names, ${seen.changed} half segments, ${seen.broken} broken playlists in ${seen.versionsMs.length} versions`,
    said,
  ].join('; ');
}

await bringComparisonTools();
const figures: Figure[] = [];
for (const outage of outages) figures.push(...(await outageFigures(outage)));
for (const line of figureLines(figures)) process.stdout.write(`${line}\n`);
if (outages.length === 2 && plan.durationSeconds >= 60) {
  keepResult({
    trial: 'compare',
    what: 'The same small broadcast through the same outage, all at once, by Surecast and by the usual ways to bring HLS to a server.',
    seconds: (performance.now() - startedMs) / 1000,
    figures,
  });
}
