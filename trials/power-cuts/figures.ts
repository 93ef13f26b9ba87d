import { percentile } from '../../bench/statistics.ts';
import { encoderDelay, framesInFlight } from '../../encoder/video-encoder-args.ts';
import { smallPicture } from '../../tests/testing/workplace.ts';
import type { Figure } from '../result.ts';
import type { LaneResult } from './lane.ts';

/** What of all lanes is kept. */
export function figuresOf(lanes: readonly LaneResult[]): Figure[] {
  const cuts = lanes.flatMap((lane) => lane.cuts);
  const outcomes = cuts.flatMap((cut) => ('outcome' in cut ? [cut.outcome] : []));
  const broken = cuts.length - outcomes.length;
  const lost = outcomes.map((outcome) => outcome.lostMs);
  const model = (name: string) => cuts.filter(({ cut }) => cut.model === name).length;
  const sum = (of: (lane: LaneResult) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
  const { framesPerSecond } = smallPicture;
  const heldBackMs = (1000 * framesInFlight(encoderDelay(framesPerSecond))) / framesPerSecond;
  return [
    { what: 'power cuts', value: cuts.length, goal: '≥ 100' },
    {
      what: 'of these by an ordered journal / by POSIX alone',
      value: `${model('ordered')} / ${model('strict')}`,
    },
    { what: 'recordings', value: lanes.map((lane) => lane.recorded.scenario.name).join(', ') },
    { what: 'operations recorded', value: sum((lane) => lane.recorded.operations.length) },
    { what: 'cuts after which a promise was broken', value: broken, goal: '0' },
    {
      what: 'objects at the origin at the cuts, lost or changed afterwards: 0 of',
      value: outcomes.reduce((total, outcome) => total + outcome.objectsBefore, 0),
    },
    { what: 'captured media lost, most (ms)', value: Math.round(Math.max(0, ...lost)), goal: '≤ 1000' },
    { what: 'captured media lost, median (ms)', value: Math.round(percentile(lost, 0.5)) },
    { what: 'what the encoder holds back besides, most (ms)', value: Math.round(heldBackMs) },
    {
      what: "FFmpeg's bytes waited for their fsync, longest (ms)",
      value: Math.round(Math.max(...lanes.map((lane) => lane.order.longestUnsyncedMs))),
    },
    { what: 'files renamed only after their fsync', value: sum((lane) => lane.order.renamed) },
    {
      what: 'files named in the catalog only after the fsync of all their names',
      value: sum((lane) => lane.order.named),
    },
    {
      what: 'objects put only after the fsync of the commit that names them',
      value: sum((lane) => lane.order.put),
    },
    {
      what: 'log files removed only after the fsync of what was made of them',
      value: sum((lane) => lane.order.recycled),
    },
  ];
}
