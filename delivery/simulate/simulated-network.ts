import type { SimulationSettings } from '../../contract/network/simulation.ts';
import { edgeTiming } from '../edge/edge-timing.ts';
import { type Audience, createAudience } from './audience.ts';
import { chooseAlgorithm } from './choose-algorithm.ts';
import { createDirectoryMembers, type DirectoryMembers } from './directory-members.ts';
import { createDirectoryPlan, type DirectoryPlan } from './directory-plan.ts';
import { createEdgeTable, type EdgeTable } from './edge-table.ts';
import { createEdgeTier, type EdgeTier } from './edge-tier.ts';
import { createEventClock, type EventClock } from './event-clock.ts';
import { createKnownUpstream, type KnownUpstream } from './known-upstream.ts';
import { createMeasuredLoads, type MeasuredLoads } from './measured-loads.ts';
import { createMeasures, type Measures } from './measures.ts';
import { createPopularity } from './popularity.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSharedLinks, type SharedLinks } from './shared-links.ts';
import { makeEdges, makeUpperServers, type SimulatedServer } from './simulated-server.ts';
import type { OnSegment } from './simulated-viewer.ts';
import { createTransport, type Transport } from './transport.ts';
import { createUpperTier, type UpperTier } from './upper-tier.ts';

/** What everything in a simulation stands on. */
type Ground = {
  readonly settings: SimulationSettings;
  readonly clock: EventClock;
  readonly measures: Measures;
  readonly main: SimulatedServer;
  readonly intermediates: readonly SimulatedServer[];
  readonly edges: readonly SimulatedServer[];
  readonly segmentBytes: number;
};
type Directory = {
  readonly plan: DirectoryPlan;
  readonly directory: DirectoryMembers;
  readonly upstream: KnownUpstream;
};
type Upper = { readonly upper: UpperTier; readonly transport: Transport };
type Edges = {
  readonly table: EdgeTable;
  readonly tier: EdgeTier;
  readonly audience: Audience;
  readonly loads: MeasuredLoads;
  /** How many viewers are at each edge. */
  readonly viewersAt: Int32Array;
  sentBytes(server: SimulatedServer): number;
};

/** A whole network in memory: its servers, its directory, its audience, and the clock that they live by. */
export type SimulatedNetwork = Ground &
  Directory &
  Upper &
  Edges & {
    /** A server has come back with nothing. */
    forget(server: SimulatedServer): void;
    /** Something that waits in the clock has woken. */
    onWake(entity: number, nowMs: number): void;
  };

/** @throws SurecastError SIMULATION_INVALID */
export function createSimulatedNetwork(
  settings: SimulationSettings,
  onSegment?: OnSegment,
): SimulatedNetwork {
  const ground = layGround(settings);
  const directory = makeDirectory(ground);
  const upper = makeUpper(ground, directory);
  const edges = makeEdgesAndAudience(ground, directory, upper, onSegment);
  const firstUpper = firstUpperLink(ground);
  return {
    ...ground,
    ...directory,
    ...upper,
    ...edges,
    forget(server) {
      directory.upstream.forget(server);
      if (server.kind === 'edge') edges.tier.forget(server);
      else upper.upper.forget(server);
    },
    onWake: (entity, nowMs) =>
      entity < firstUpper
        ? edges.audience.onWake(entity, nowMs)
        : upper.transport.onWake(entity - firstUpper, nowMs),
  };
}

function layGround(settings: SimulationSettings): Ground {
  const edges = makeEdges(settings);
  const [main, ...intermediates] = makeUpperServers(settings);
  return {
    settings,
    clock: createEventClock(settings.viewers + edges.length + 1 + intermediates.length),
    measures: createMeasures(edges.length),
    main,
    intermediates,
    edges,
    segmentBytes: Math.round((settings.streamRate * settings.segmentSeconds) / 8),
  };
}

/** In the clock the viewers come first, then the links of the edges, then those of the servers above. */
const firstUpperLink = ({ settings, edges }: Ground): number => settings.viewers + edges.length;

function makeDirectory({ settings, clock, measures, main, intermediates }: Ground): Directory {
  const plan = createDirectoryPlan(intermediates, settings.streams, chooseAlgorithm(settings.algorithm));
  const directory = createDirectoryMembers({
    clock,
    measures,
    plan,
    members: settings.directoryMembers,
    servers: [main, ...intermediates],
    heartbeatMs: settings.heartbeatSeconds * 1_000,
    gossipDelayMs: settings.gossipDelayMs,
    roundTripMs: settings.serverRoundTripMs,
  });
  return { plan, directory, upstream: createKnownUpstream(clock, directory) };
}

function makeUpper(ground: Ground, { upstream }: Directory): Upper {
  const { settings, clock, measures, main, intermediates, segmentBytes } = ground;
  const servers = [main, ...intermediates];
  const upper: UpperTier = createUpperTier({
    clock,
    measures,
    transport: () => transport,
    servers,
    streams: settings.streams,
    segmentMs: settings.segmentSeconds * 1_000,
    issuedTo: (stream) => upstream.known(main, stream),
  });
  const transport: Transport = createTransport({
    clock,
    servers,
    firstEntity: firstUpperLink(ground),
    segmentBytes,
    roundTripMs: settings.serverRoundTripMs,
    headersMs: edgeTiming.headersMs,
    stallMs: edgeTiming.stallMs,
    transferLimit: settings.edgeIngestRate,
    serve: (server, request) => upper.serve(server, request),
  });
  return { upper, transport };
}

function makeEdgesAndAudience(
  ground: Ground,
  { upstream }: Directory,
  { transport }: Upper,
  onSegment: OnSegment | undefined,
): Edges {
  const { settings, clock, measures, main, intermediates, edges, segmentBytes } = ground;
  const links = edgeLinks(ground);
  const sentBytes = (server: SimulatedServer): number =>
    server.kind === 'edge' ? links.sentBytes(server.link, clock.nowMs()) : transport.sentBytes(server);
  const loads = createMeasuredLoads([main, ...intermediates, ...edges], sentBytes, clock);
  const viewersAt = new Int32Array(edges.length);
  const table = makeTable(ground, loads, viewersAt);
  const random = createSeededRandom(settings.seed, 'audience');
  const popularity = createPopularity(settings.streams, settings.zipfExponent);
  const audience = createAudience({
    settings,
    clock,
    edges,
    links,
    firstLink: settings.viewers,
    tier: () => tier,
    table,
    viewersAt,
    measures,
    random,
    chooseStream: () => popularity(random),
    segmentBytes,
    onSegment,
  });
  const tier: EdgeTier = createEdgeTier({ clock, measures, transport, edges, upstream, news: audience.news });
  return { table, tier, audience, loads, viewersAt, sentBytes };
}

const edgeLinks = ({ edges, settings }: Ground): SharedLinks =>
  createSharedLinks({
    capacities: edges.map(({ capacityBitsPerSecond }) => capacityBitsPerSecond),
    transferLimit: settings.viewerRate,
  });

function makeTable(
  { settings, clock, measures, edges, intermediates }: Ground,
  loads: MeasuredLoads,
  viewersAt: Int32Array,
): EdgeTable {
  return createEdgeTable({
    clock,
    measures,
    edges,
    heartbeatMs: settings.heartbeatSeconds * 1_000,
    gossipDelayMs: settings.gossipDelayMs,
    listeners: edges.length + intermediates.length + 1 + settings.directoryMembers,
    loadOf: (edge) => ({
      cpu: 0,
      memoryBytes: 0,
      egressBitsPerSecond: loads.of(edge),
      capacityBitsPerSecond: edge.capacityBitsPerSecond,
      viewers: viewersAt[edge.index] ?? 0,
      maxViewers: edge.maxViewers,
    }),
  });
}
