import type { Figures } from '../../contract/network/simulation-figures.ts';
import type { SimulatedNetwork } from './simulated-network.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** What came of a run. */
export function figuresOf(network: SimulatedNetwork): Figures {
  const { measures, settings, clock } = network;
  const seconds = settings.minutes * 60;
  const sum = (servers: readonly SimulatedServer[]): number =>
    servers.reduce((bytes, server) => bytes + network.sentBytes(server), 0);
  const originEgressBytes = sum([network.main]);
  const startups = Float64Array.from(measures.startupMs).sort();
  const asked = measures.segmentRequests + measures.edgeHits;
  return {
    joins: measures.joins,
    startupP50Ms: quantile(startups, 0.5),
    startupP95Ms: quantile(startups, 0.95),
    rebufferPercent: percent(measures.stalledMs, measures.stalledMs + measures.playedMs),
    stalledViewers: measures.stalled.size,
    longestStallMs: round(measures.longestStallMs),
    skippedSegments: measures.skippedSegments,
    originEgressBytes: Math.round(originEgressBytes),
    intermediateEgressBytes: Math.round(sum(network.intermediates)),
    edgeEgressBytes: Math.round(sum(network.edges)),
    viewerBytes: Math.round(measures.viewerBytes),
    offloadPercent: measures.viewerBytes === 0 ? 0 : 100 - percent(originEgressBytes, measures.viewerBytes),
    edgeHitPercent: percent(measures.edgeHits, asked),
    requestsPerIntermediateSegment: measures.mostIntermediateRequests,
    requestsPerEdgeSegment: measures.mostEdgeRequests,
    failoverGapMs: round(measures.failoverGapMs),
    viewerFailoverGapMs: round(measures.viewerFailoverGapMs),
    detectionMs: measures.detectionMs,
    movedViewers: measures.movedViewers,
    movedViewersShare: ratio(measures.movedViewers, measures.fairViewers),
    movedStreams: measures.movedStreams,
    movedStreamsShare: ratio(measures.movedStreams, measures.fairStreams),
    wrongEvictions: measures.wrongEvictions,
    placedAbovePercent: percent(measures.placedAbove, measures.placements),
    worstPlacement: round(measures.worstPlacement),
    refusedJoins: measures.refusedJoins,
    failedRequests: measures.failedRequests,
    controlMessagesPerSecond: round(measures.controlMessages / seconds),
    controlMessagesPeak: measures.peaks.controlMessages,
    controlDeliveriesPerSecond: Math.round(measures.controlDeliveries / seconds),
    mainPeakPercent: round(measures.peaks.main * 100),
    intermediatePeakPercent: round(measures.peaks.intermediate * 100),
    edgePeakPercent: round(measures.peaks.edge * 100),
    edgeViewersPeakPercent: round(measures.peaks.edgeViewers * 100),
    events: clock.events(),
  };
}

/** To four digits behind the point: what is behind them says nothing. */
const round = (value: number): number => Math.round(value * 1e4) / 1e4;
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : round(part / whole));
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : round((100 * part) / whole));

/** Nearest rank, of sorted samples. */
const quantile = (sorted: Float64Array, share: number): number =>
  round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
