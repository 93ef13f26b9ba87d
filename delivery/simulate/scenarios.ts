import type { SimulationInput } from '../../contract/network/simulation.ts';

/** One run of a scenario. */
export type PlannedRun = { readonly name: string; readonly input: SimulationInput };

/** What is simulated under one name, each run with the lines that it has to pass. */
export type Scenario = {
  readonly name: string;
  readonly summary: string;
  readonly runs: readonly PlannedRun[];
};

type Expect = NonNullable<SimulationInput['expect']>;
const nobodyStalls: Expect = [
  { figure: 'stalledViewers', atMost: 0 },
  { figure: 'skippedSegments', atMost: 0 },
];
/** At most one transfer of each segment to each server, whatever the number of viewers. */
const coalesced: Expect = [
  { figure: 'requestsPerIntermediateSegment', atMost: 1 },
  { figure: 'requestsPerEdgeSegment', atMost: 1 },
];

const rush = (joinSeconds: number, heartbeatSeconds: number): PlannedRun => ({
  name: `join in ${joinSeconds} s, heartbeat every ${heartbeatSeconds} s`,
  input: {
    title: 'All viewers come at once; the largest edge has eight times the room of the smallest',
    minutes: (joinSeconds + 20) / 60,
    joinSeconds,
    heartbeatSeconds,
    edgeSpread: 8,
    expect: [
      { figure: 'placedAbovePercent', atMost: 0.5 },
      { figure: 'worstPlacement', atMost: 1.05 },
    ],
  },
});

const joinRush: Scenario = {
  name: 'S1',
  summary: 'join rush: nobody is sent to an edge that is full',
  runs: [rush(60, 1), rush(60, 5), rush(10, 1), rush(10, 5)],
};

const steadyTree: Scenario = {
  name: 'S2',
  summary: 'steady tree, one stream: what leaves the origin, against what viewers get',
  runs: [
    {
      name: 'steady',
      input: {
        title: 'One stream to everybody',
        minutes: 10,
        expect: [{ figure: 'offloadPercent', atLeast: 99.9 }, ...coalesced, ...nobodyStalls],
      },
    },
  ],
};

const manyStreams: Scenario = {
  name: 'S3',
  summary: 'a thousand streams, one edge in twenty and an intermediate lost: only what they carried moves',
  runs: [
    {
      name: 'one in twenty lost',
      input: {
        title: 'Audiences by Zipf, losses at 90 s',
        minutes: 2.5,
        streams: 1_000,
        edges: 200,
        viewers: 20_000,
        joinSeconds: 30,
        faults: [
          { kind: 'kill', role: 'edge', share: 0.05, which: 'random', atSeconds: 90 },
          { kind: 'kill', role: 'intermediate', count: 1, which: 'busiest', atSeconds: 90 },
        ],
        expect: [
          { figure: 'movedViewersShare', atMost: 1.2 },
          { figure: 'movedStreamsShare', atMost: 1.2 },
          ...nobodyStalls,
        ],
      },
    },
  ],
};

const edgeKilled = (how: 'process' | 'machine'): PlannedRun => ({
  name: how === 'process' ? 'SIGKILL' : 'power cut',
  input: {
    title: 'The busiest edge is gone at full load',
    minutes: 2,
    edgeUse: 0.9,
    joinSeconds: 30,
    bufferSeconds: 8,
    faults: [{ kind: 'kill', role: 'edge', count: 1, how, atSeconds: 60 }],
    // A machine that is gone is silent: players wait for it, longer than they have buffered.
    expect: [...(how === 'process' ? nobodyStalls : []), { figure: 'detectionMs', atMost: 2_500 }],
  },
});

const edgeLost: Scenario = {
  name: 'S4',
  summary: 'an edge is killed at full load: nobody stalls with a buffer of 8 s',
  runs: [edgeKilled('process'), edgeKilled('machine')],
};

const intermediateKilled = (how: 'process' | 'machine'): PlannedRun => ({
  name: how === 'process' ? 'SIGKILL' : 'power cut',
  input: {
    title: 'The intermediate that everybody pulls from is gone',
    minutes: 2,
    joinSeconds: 30,
    faults: [{ kind: 'kill', role: 'intermediate', count: 1, how, atSeconds: 60 }],
    expect: [{ figure: 'failoverGapMs', atMost: 2_000 }, ...nobodyStalls],
  },
});

const intermediateLost: Scenario = {
  name: 'S5',
  summary: 'an intermediate is killed: its standby is there within a segment',
  runs: [intermediateKilled('process'), intermediateKilled('machine')],
};

const controlPlaneLost: Scenario = {
  name: 'S6',
  summary: 'NATS is gone for five minutes: what plays goes on, viewers still join, the dead are replaced',
  runs: [
    {
      name: 'NATS away',
      input: {
        title: 'Viewers come and go, and an intermediate and an edge die meanwhile',
        minutes: 8,
        edges: 200,
        viewers: 20_000,
        entryEdges: 5,
        churnPerMinute: 0.05,
        joinSeconds: 30,
        faults: [
          { kind: 'nats-away', atSeconds: 90, forSeconds: 300 },
          { kind: 'kill', role: 'intermediate', count: 1, atSeconds: 150 },
          { kind: 'kill', role: 'edge', count: 1, atSeconds: 200 },
        ],
        expect: [
          ...nobodyStalls,
          { figure: 'refusedJoins', atMost: 0 },
          { figure: 'wrongEvictions', atMost: 0 },
        ],
      },
    },
  ],
};

const cutOff = (members: number, hearsShare: number): PlannedRun => ({
  name: `${members} of 3 members hear ${hearsShare * 100} % of the intermediates`,
  input: {
    title: 'Directory members are cut off from intermediates that live',
    minutes: 2,
    streams: 100,
    edges: 100,
    viewers: 5_000,
    joinSeconds: 20,
    faults: [{ kind: 'partition', members, hearsShare, atSeconds: 40, forSeconds: 40 }],
    expect: [{ figure: 'wrongEvictions', atMost: 0 }, { figure: 'movedStreams', atMost: 0 }, ...nobodyStalls],
  },
});

const membersParted: Scenario = {
  name: 'S7',
  summary: 'the directory falls apart: nobody who lives is taken off the list',
  runs: [cutOff(1, 0), cutOff(2, 0)],
};

/** All that can be named on the command line. */
export const scenarios: readonly Scenario[] = [
  joinRush,
  steadyTree,
  manyStreams,
  edgeLost,
  intermediateLost,
  controlPlaneLost,
  membersParted,
];
