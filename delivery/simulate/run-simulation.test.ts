import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedFault, SimulationInput } from '../../contract/network/simulation.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { readSettings } from './plan-runs.ts';
import { runSimulation } from './run-simulation.ts';
import type { OnSegment } from './simulated-viewer.ts';

const small: SimulationInput = {
  edges: 6,
  intermediates: 3,
  viewers: 60,
  streams: 3,
  minutes: 0.7,
  joinSeconds: 5,
};

const atSeconds = fc.integer({ min: 3, max: 30 });
const fault: fc.Arbitrary<SimulatedFault> = fc.oneof(
  fc.record({
    kind: fc.constant('kill' as const),
    role: fc.constantFrom('edge' as const, 'intermediate' as const, 'directory' as const),
    count: fc.integer({ min: 1, max: 2 }),
    which: fc.constantFrom('busiest' as const, 'random' as const),
    how: fc.constantFrom('process' as const, 'machine' as const),
    atSeconds,
    backAfterSeconds: fc.integer({ min: 1, max: 10 }),
  }),
  fc.record({
    kind: fc.constant('drain' as const),
    role: fc.constantFrom('edge' as const, 'intermediate' as const),
    which: fc.constantFrom('busiest' as const, 'random' as const),
    count: fc.constant(1),
    atSeconds,
  }),
  fc.record({ kind: fc.constant('nats-away' as const), atSeconds, forSeconds: fc.constant(8) }),
);
const input: fc.Arbitrary<SimulationInput> = fc
  .record({
    seed: fc.nat(),
    churnPerMinute: fc.constantFrom(0, 0.5),
    intermediates: fc.integer({ min: 0, max: 3 }),
    edgeSpread: fc.constantFrom(1, 4),
    faults: fc.array(fault, { maxLength: 3 }),
  })
  .map((drawn) => ({ ...small, ...drawn }));

test('whatever goes wrong, what viewers got is what edges have sent', async () => {
  await fc.assert(
    fc.asyncProperty(input, async (drawn) => {
      const { viewerBytes, edgeEgressBytes } = await runSimulation(readSettings(drawn));
      assert.ok(viewerBytes > 0);
      assert.ok(Math.abs(viewerBytes - edgeEgressBytes) <= 1, `${viewerBytes} of ${edgeEgressBytes}`);
    }),
    { numRuns: 25 },
  );
});

test('no viewer gets a segment twice, or one out of its turn', async () => {
  await fc.assert(
    fc.asyncProperty(input, async (drawn) => {
      const last = new Map<string, number>();
      let gaps = 0;
      const onSegment: OnSegment = ({ seat, visit }, segment) => {
        const viewer = `${seat}/${visit}`;
        const before = last.get(viewer) ?? segment - 1;
        assert.ok(segment > before, `${viewer} got ${segment} after ${before}`);
        gaps += segment - before - 1;
        last.set(viewer, segment);
      };
      const figures = await runSimulation(readSettings(drawn), { onSegment });
      assert.ok(last.size > 0);
      assert.ok(gaps <= figures.skippedSegments);
    }),
    { numRuns: 25 },
  );
});

test('the same seed gives the same figures, another seed another run', async () => {
  const run = (seed: number) =>
    runSimulation(readSettings({ ...small, seed, churnPerMinute: 0.5, viewerRate: '6M' }));
  assert.deepEqual(await run(5), await run(5));
  assert.notDeepEqual(await run(5), await run(6));
});

test('a segment reaches each server once, whatever the number of viewers', async () => {
  const {
    requestsPerEdgeSegment,
    requestsPerIntermediateSegment,
    intermediateEgressBytes,
    originEgressBytes,
  } = await runSimulation(readSettings({ ...small, streams: 1 }));
  assert.equal(requestsPerEdgeSegment, 1);
  assert.equal(requestsPerIntermediateSegment, 1);
  const segmentBytes = 1_000_000;
  const segments = (small.minutes ?? 0) * 30 + 16;
  assert.ok(intermediateEgressBytes <= 6 * segments * segmentBytes);
  assert.ok(originEgressBytes <= 2 * segments * segmentBytes);
});

test('edges that lack bandwidth make viewers stall, and the figures say so', async () => {
  const figures = await runSimulation(readSettings({ ...small, viewerRate: '3M' }));
  assert.ok(figures.rebufferPercent > 10);
  assert.ok(figures.stalledViewers > 50);
  assert.ok(figures.longestStallMs > 0);
});

test('an audience too large for its edges is refused, not served badly', async () => {
  const figures = await runSimulation(readSettings({ ...small, edgeUse: 1, streams: 1, churnPerMinute: 0 }));
  assert.ok(figures.edgeViewersPeakPercent <= 110);
  const lost = await runSimulation(
    readSettings({
      ...small,
      edgeUse: 0.9,
      faults: [{ kind: 'kill', role: 'edge', count: 3, which: 'random', atSeconds: 15 }],
    }),
  );
  assert.ok(lost.refusedJoins > 0);
});

test('a drained edge loses its viewers to others without one of them noticing', async () => {
  const figures = await runSimulation(
    readSettings({
      ...small,
      edgeUse: 0.5,
      faults: [{ kind: 'drain', role: 'edge', count: 1, which: 'busiest', atSeconds: 15 }],
    }),
  );
  assert.ok(figures.movedViewers >= 60 / 6 / 2);
  assert.equal(figures.stalledViewers, 0);
  assert.equal(figures.skippedSegments, 0);
});
