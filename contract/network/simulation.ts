import { z } from 'zod';
import { parseBitRate } from '../bit-rate.ts';
import { figureNames } from './simulation-figures.ts';

const rate = (what: string, byDefault: string) =>
  z
    .string()
    .refine(isRate, 'is no rate of 64k or more; write it as 800k or 6M')
    .default(byDefault)
    .transform(parseBitRate)
    .describe(`${what}, bits per second`);
const count = (most: number) => z.number().int().min(1).max(most);
const atSeconds = z.number().min(0).max(86_400).describe('When, seconds from the beginning');

/** Which servers a fault hits: the busiest ones, or any by the seed. */
const hit = {
  role: z.enum(['edge', 'intermediate', 'directory']),
  count: count(10_000).optional().describe('How many (default: 1)'),
  share: z.number().gt(0).max(1).optional().describe('How many, as a share of all; instead of `count`'),
  which: z.enum(['busiest', 'random']).default('busiest'),
  atSeconds,
};

/** What goes wrong, or is done by an operator. */
export const simulatedFault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('kill'),
    ...hit,
    how: z
      .enum(['process', 'machine'])
      .default('process')
      .describe('`process`: connections to it are refused at once; `machine`: they are not answered at all'),
    backAfterSeconds: z.number().gt(0).max(86_400).optional(),
  }),
  z.strictObject({ kind: z.literal('drain'), ...hit, role: z.enum(['edge', 'intermediate']) }),
  z.strictObject({
    kind: z.literal('nats-away'),
    atSeconds,
    forSeconds: z.number().gt(0).max(86_400),
  }),
  z.strictObject({
    kind: z.literal('partition'),
    members: count(9).default(1).describe('How many directory members are cut off'),
    hearsShare: z.number().min(0).max(1).default(0).describe('Share of the intermediates that they hear yet'),
    atSeconds,
    forSeconds: z.number().gt(0).max(86_400),
  }),
]);
export type SimulatedFault = z.infer<typeof simulatedFault>;

/** A line that a run has to pass. */
export const expectation = z
  .strictObject({
    figure: z.enum(figureNames),
    atMost: z.number().optional(),
    atLeast: z.number().optional(),
  })
  .refine(
    ({ atMost, atLeast }) => atMost !== undefined || atLeast !== undefined,
    'says nothing without `atMost` or `atLeast`',
  );
export type Expectation = z.infer<typeof expectation>;

/** What is simulated: the file that `surecast simulate FILE.yml` reads, and what its named scenarios are made of. */
export const simulationSettings = z.strictObject({
  title: z.string().max(200).default('').describe('One sentence for people'),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  minutes: z.number().min(0.1).max(1_440).default(10).describe('Length of the broadcast that is looked at'),
  edges: count(10_000).default(1_000),
  intermediates: z.number().int().min(0).max(1_000).default(20),
  directoryMembers: count(9).default(3),
  viewers: count(1_000_000).default(100_000),
  streams: count(5_000).default(1),
  zipfExponent: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('How unevenly the audience spreads over the streams'),
  algorithm: z
    .string()
    .max(70)
    .optional()
    .describe('Enumeration algorithm, `NAME` or `NAME@VERSION`; default: that of a new network'),
  segmentSeconds: z.number().min(0.5).max(10).default(2),
  streamRate: rate('Of every stream', '4M'),
  joinSeconds: z.number().min(0).max(86_400).default(60).describe('Time in which all viewers come'),
  churnPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('Share of the viewers that go in a minute; as many others come'),
  heartbeatSeconds: z
    .number()
    .min(0.1)
    .max(60)
    .default(1)
    .describe('Time between two heartbeats; thresholds of silence are longer alike'),
  gossipDelayMs: z.number().min(0).max(10_000).default(20).describe('Time a heartbeat is on its way'),
  bufferSeconds: z.number().min(1).max(60).default(8).describe('How far behind the live edge players begin'),
  playerRetrySeconds: z
    .number()
    .min(0)
    .max(60)
    .default(1)
    .describe('How long a player waits before it tries again, at another edge if its own does not answer'),
  playerPatienceSeconds: z
    .number()
    .min(0)
    .max(60)
    .default(10)
    .describe(
      'How long a player waits for an answer that does not come: the page of the edges, two times 5 s',
    ),
  entryEdges: count(10_000).default(50).describe('Edges at which new viewers ask whom to join'),
  edgeUse: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.75)
    .describe('Share of all edges’ room that the viewers need: it sets what one edge can carry'),
  edgeSpread: z.number().min(1).max(100).default(1).describe('Room of the largest edge over the smallest’s'),
  mainRate: rate('What the main server can send', '10G'),
  intermediateRate: rate('What an intermediate can send', '10G'),
  edgeIngestRate: rate('What an edge gets at most of one object', '1G'),
  viewerRate: rate('What a viewer can receive', '20M'),
  serverRoundTripMs: z.number().min(0).max(2_000).default(20).describe('Between two servers'),
  viewerRoundTripMs: z.number().min(0).max(2_000).default(40).describe('Between a viewer and its edge'),
  faults: z.array(simulatedFault).max(100).default([]),
  expect: z.array(expectation).max(50).default([]),
});
export type SimulationSettings = z.infer<typeof simulationSettings>;
/** As they are written, before defaults. */
export type SimulationInput = z.input<typeof simulationSettings>;

function isRate(text: string): boolean {
  try {
    return parseBitRate(text) > 0;
  } catch {
    return false;
  }
}
