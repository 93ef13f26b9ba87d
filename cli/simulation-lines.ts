import type { FigureName, Figures } from '../contract/network/simulation-figures.ts';
import type { JudgedLine, SimulatedRun, SimulationReport } from '../contract/network/simulation-report.ts';
import type { Computing } from '../delivery/simulate/simulate.ts';
import { alignColumns } from './columns.ts';
import { formatBytes, formatCount } from './print.ts';

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
const percent = (value: number): string => `${value.toLocaleString('en', { maximumFractionDigits: 4 })} %`;
const time = (ms: number): string => (ms < 1_000 ? `${number(ms)} ms` : `${number(ms / 1_000)} s`);
const count = (value: number, noun: string): string => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
const times = (value: number): string => `${number(value)} ×`;

/** What each figure is called, and how its value reads. */
const words: Readonly<Record<FigureName, readonly [string, (value: number) => string]>> = {
  joins: ['viewers that came', number],
  startupP50Ms: ['start-up, median', time],
  startupP95Ms: ['start-up, 95th percentile', time],
  rebufferPercent: ['rebuffer ratio', percent],
  stalledViewers: ['viewers that stalled', number],
  longestStallMs: ['longest stall', time],
  skippedSegments: ['segments that viewers missed', number],
  originEgressBytes: ['origin egress', formatBytes],
  intermediateEgressBytes: ['egress of the intermediates', formatBytes],
  edgeEgressBytes: ['egress of the edges', formatBytes],
  viewerBytes: ['what viewers got', formatBytes],
  offloadPercent: ['origin egress offload', percent],
  edgeHitPercent: ['segments that an edge had', percent],
  requestsPerIntermediateSegment: ['transfers of a segment to an intermediate, most', number],
  requestsPerEdgeSegment: ['requests of an edge for a segment, most', number],
  failoverGapMs: ['failover gap at an edge, longest', time],
  viewerFailoverGapMs: ['a viewer’s edge gone → its next segment, longest', time],
  detectionMs: ['edge gone → nobody is sent there', time],
  movedViewers: ['viewers moved', number],
  movedViewersShare: ['viewers moved, against a fair share', times],
  movedStreams: ['streams moved', number],
  movedStreamsShare: ['streams moved, against a fair share', times],
  wrongEvictions: ['living servers taken off the list', number],
  placedAbovePercent: ['viewers sent to a full edge', percent],
  worstPlacement: ['most sent to an edge, against its room', times],
  refusedJoins: ['joins refused', number],
  failedRequests: ['requests that failed', number],
  controlMessagesPerSecond: ['control messages a second', number],
  controlMessagesPeak: ['control messages a second, peak', number],
  controlDeliveriesPerSecond: ['deliveries of them a second', number],
  mainPeakPercent: ['main server, peak second of its link', percent],
  intermediatePeakPercent: ['busiest intermediate, the same', percent],
  edgePeakPercent: ['busiest edge, the same', percent],
  edgeViewersPeakPercent: ['fullest edge, of its room', percent],
  events: ['events', number],
};

/** One run as a table, its lines below. */
export function describeRun(run: SimulatedRun): string {
  const { edges, intermediates, viewers, streams, minutes, seed } = run.scale;
  const scale = [
    count(edges, 'edge'),
    count(intermediates, 'intermediate'),
    count(viewers, 'viewer'),
    count(streams, 'stream'),
    `${number(minutes)} min`,
    `seed ${seed}`,
    run.algorithm,
  ];
  return [
    `${run.name}${run.title === '' ? '' : `: ${run.title}`}`,
    `  ${scale.join(', ')}`,
    ...alignColumns(figureRows(run.figures)).map((line) => `  ${line}`),
    ...alignColumns(run.lines.map(lineRow)).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function figureRows(figures: Figures): string[][] {
  return (Object.keys(words) as FigureName[]).map((name) => {
    const [what, format] = words[name];
    return [what, format(figures[name])];
  });
}

/** The same run with several algorithms, side by side: the figures that differ, and the lines. */
export function describeComparison(runs: readonly SimulatedRun[]): string {
  const [first] = runs;
  if (first === undefined) return '';
  const differing = (Object.keys(words) as FigureName[]).filter(
    (name) => name !== 'events' && new Set(runs.map(({ figures }) => figures[name])).size > 1,
  );
  const cells = (name: FigureName): string[] => runs.map(({ figures }) => words[name][1](figures[name]));
  const rows = [
    ['', ...runs.map(({ algorithm }) => algorithm)],
    ...differing.map((name) => [words[name][0], ...cells(name)]),
    ['lines', ...runs.map(({ ok }) => (ok ? 'PASS' : 'MISSED'))],
  ];
  return [`${first.name}, by algorithm`, ...alignColumns(rows).map((line) => `  ${line}`), ''].join('\n');
}

function lineRow({ figure, atMost, atLeast, measured, held }: JudgedLine): string[] {
  const [what, format] = words[figure];
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${format(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${format(atMost)}`]),
  ];
  return [held ? 'PASS' : 'MISSED', what, format(measured), `goal: ${bounds.join(', ')}`];
}

/** How long it took: not part of the output, which is the same each time. */
export function describeComputing(
  { name, figures }: SimulatedRun,
  { seconds, processorSeconds }: Computing,
): string {
  return `${name}: computed in ${seconds.toFixed(1)} s (${processorSeconds.toFixed(1)} s of processor, ${number(figures.events)} events)`;
}

/** What came of all of it. */
export function describeVerdict({ runs, ok }: SimulationReport): string {
  const lines = runs.flatMap((run) => run.lines);
  if (ok) return lines.length === 0 ? 'Nothing was expected.' : `All ${lines.length} lines passed.`;
  const missed = lines.filter(({ held }) => !held).length;
  return `${formatCount(missed, 'line')} of ${lines.length} MISSED.`;
}
