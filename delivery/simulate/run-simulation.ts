import { setImmediate } from 'node:timers/promises';
import type { SimulationSettings } from '../../contract/network/simulation.ts';
import type { Figures } from '../../contract/network/simulation-figures.ts';
import { applyFaults } from './apply-faults.ts';
import { streamName } from './directory-plan.ts';
import { figuresOf } from './figures.ts';
import { windowSegments } from './held-stream.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts';
import type { OnSegment } from './simulated-viewer.ts';

/** Simulated time after which the process looks at signals and timers again. */
const breatheEveryMs = 2_000;

/** Who is told what while it runs. */
export type Listeners = {
  readonly onSegment?: OnSegment;
  /** As time goes on, until when all has been simulated. */
  readonly onTime?: (nowMs: number) => void;
};

/**
 * Runs a broadcast of that length in memory and measures it. The same settings give the same figures, to the last digit.
 * @throws SurecastError SIMULATION_INVALID
 */
export async function runSimulation(
  settings: SimulationSettings,
  { onSegment, onTime }: Listeners = {},
): Promise<Figures> {
  const network = createSimulatedNetwork(settings, onSegment);
  startStreams(network);
  startHeartbeats(network);
  startSampling(network);
  applyFaults(network, createSeededRandom(settings.seed, 'faults'));
  const endMs = settings.minutes * 60_000;
  for (let untilMs = 0; untilMs < endMs; ) {
    untilMs = Math.min(endMs, untilMs + breatheEveryMs);
    network.clock.run(untilMs, network.onWake);
    onTime?.(untilMs);
    await setImmediate();
  }
  network.audience.end();
  return figuresOf(network);
}

/** All streams are on air when it begins; their segments end at different times. */
function startStreams({
  settings,
  clock,
  plan,
  upper,
  upstream,
  main,
  intermediates,
}: SimulatedNetwork): void {
  const segmentMs = settings.segmentSeconds * 1_000;
  const { broadcasts } = plan.current();
  for (let stream = 0; stream < settings.streams; stream++) {
    const carriers = broadcasts[streamName(stream)]?.servers ?? [];
    upper.begin(
      stream,
      windowSegments - 1,
      intermediates.filter(({ name }) => carriers.includes(name)),
    );
    upstream.servers(main, stream, () => undefined);
    const produce = (segment: number): void => {
      upper.produce(stream, segment);
      clock.at(clock.nowMs() + segmentMs, () => produce(segment + 1));
    };
    clock.at(((stream + 1) / settings.streams) * segmentMs, () => produce(windowSegments));
  }
}

/** Every server says how it is, each in its own turn. */
function startHeartbeats({
  settings,
  clock,
  table,
  directory,
  edges,
  main,
  intermediates,
  measures,
}: SimulatedNetwork): void {
  const everyMs = settings.heartbeatSeconds * 1_000;
  const all = [main, ...intermediates, ...edges];
  const upperListeners = all.length + settings.directoryMembers;
  for (const [turn, server] of all.entries()) {
    const beat = (): void => {
      clock.at(clock.nowMs() + everyMs, beat);
      if (server.life !== 'alive') return;
      if (server.kind === 'edge') return table.onHeartbeat(server);
      measures.controlMessages += 1;
      measures.controlDeliveries += upperListeners;
      directory.onHeartbeat(server);
    };
    clock.at((turn / all.length) * everyMs, beat);
  }
  // The directory's members beat as well; nobody acts on it here.
  const members = (): void => {
    measures.controlMessages += settings.directoryMembers;
    measures.controlDeliveries += settings.directoryMembers * upperListeners;
    clock.at(clock.nowMs() + everyMs, members);
  };
  members();
}

function startSampling({
  clock,
  measures,
  loads,
  main,
  intermediates,
  edges,
  viewersAt,
}: SimulatedNetwork): void {
  let messages = 0;
  const sample = (): void => {
    clock.at(clock.nowMs() + 1_000, sample);
    loads.sample();
    const { peaks } = measures;
    const use = (server: typeof main): number => loads.of(server) / server.capacityBitsPerSecond;
    peaks.main = Math.max(peaks.main, use(main));
    for (const server of intermediates) peaks.intermediate = Math.max(peaks.intermediate, use(server));
    for (const server of edges) {
      peaks.edge = Math.max(peaks.edge, use(server));
      const viewers = (viewersAt[server.index] ?? 0) / server.maxViewers;
      peaks.edgeViewers = Math.max(peaks.edgeViewers, viewers);
    }
    peaks.controlMessages = Math.max(peaks.controlMessages, measures.controlMessages - messages);
    messages = measures.controlMessages;
    measures.turnedAway.fill(0);
  };
  clock.at(1_000, sample);
}
