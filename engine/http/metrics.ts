import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { type SessionState, sessionStates } from '../../contract/api/session.ts';
import type { EngineEvent } from '../../contract/engine-events.ts';
import type { OriginSnapshot, Snapshot } from '../../contract/snapshot.ts';

/** What Prometheus is told. */
export type Metrics = {
  note(event: EngineEvent): void;
  text(): Promise<string>;
  readonly contentType: string;
};

export type MetricsSources = {
  readonly present: () => ConsoleSnapshot;
  readonly all: () => Snapshot;
};

/** Counters are fed by the engine's news; gauges are read when they are asked for. */
export function createMetrics({ present, all }: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'surecast_' });
  const counters = createCounters(registry);
  const gauges = createGauges(registry);
  return {
    contentType: registry.contentType,
    note: (event) => {
      if (event.type === 'segment-captured') {
        counters.capturedBytes.inc(event.sizeBytes);
        counters.capturedSeconds.inc({ variant: event.variant }, event.seconds);
      } else if (event.type === 'gap') counters.gaps.inc({ variant: event.variant });
      else if (event.type === 'upload-verified') {
        counters.verifiedBytes.inc({ origin: event.originUrl }, event.sizeBytes);
        counters.verifiedFiles.inc({ origin: event.originUrl, kind: event.kind });
      }
    },
    text: () => {
      gauges.read(present(), all());
      return registry.metrics();
    },
  };
}

/** `GET /metrics`, with a token. */
export function registerMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', { config: { role: 'viewer' } }, async (_request, reply) =>
    reply.header('content-type', metrics.contentType).send(await metrics.text()),
  );
}

function createCounters(registry: Registry) {
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter({ name: `surecast_${name}`, help, labelNames, registers: [registry] });
  return {
    capturedBytes: counter('captured_bytes_total', 'Bytes of captured segments, all variants', []),
    capturedSeconds: counter('captured_media_seconds_total', 'Captured media, seconds', ['variant']),
    gaps: counter('gaps_total', 'Segments that were lost before they were whole', ['variant']),
    verifiedBytes: counter('verified_bytes_total', 'Bytes that an origin was proved to hold', ['origin']),
    verifiedFiles: counter('verified_files_total', 'Files that an origin was proved to hold', [
      'origin',
      'kind',
    ]),
  };
}

function createGauges(registry: Registry) {
  const gauge = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Gauge({ name: `surecast_${name}`, help, labelNames, registers: [registry] });
  const state = gauge('session_state', '1 for the state that the session is in', ['state']);
  const alarms = gauge('alarms', 'Alarms that are raised', ['kind', 'severity']);
  const pendingFiles = gauge('pending_files', 'Files that an origin lacks', ['origin']);
  const pendingBytes = gauge('pending_bytes', 'Bytes that an origin lacks', ['origin']);
  const blockedFiles = gauge('blocked_files', 'Files that need a person', ['origin']);
  const open = gauge('origin_open', '1 while an origin answers well', ['origin']);
  const backlog = gauge(
    'backlog_media_seconds',
    'Captured media that some required origin lacks, seconds',
    [],
  );
  const oldest = gauge('oldest_unverified_seconds', 'Age of the oldest media that is not verified', []);
  const dropped = gauge('dropped_frames', 'Frames that this run of FFmpeg dropped', []);
  const diskFree = gauge('disk_free_bytes', 'Free bytes on the disk of the data directory', []);
  const diskHours = gauge('disk_hours_left', 'How long capture can go on before the disk is full, hours', []);
  const byOrigin = [pendingFiles, pendingBytes, blockedFiles, open];
  return {
    read: ({ session, backlog: behind, alarms: raised, disk }: ConsoleSnapshot, { broadcasts }: Snapshot) => {
      for (const name of sessionStates) state.set({ state: name }, isState(session.state, name));
      alarms.reset();
      for (const { kind, severity } of raised) alarms.inc({ kind, severity });
      for (const each of byOrigin) each.reset();
      for (const origin of broadcasts.flatMap(({ origins }) => origins)) {
        const labels = { origin: origin.url };
        pendingFiles.inc(labels, origin.pendingFiles);
        pendingBytes.inc(labels, origin.pendingBytes);
        blockedFiles.inc(labels, origin.blockedFiles);
        open.set(labels, isOpen(origin));
      }
      backlog.set(behind.mediaSeconds);
      oldest.set(behind.oldestUnverifiedSeconds ?? 0);
      dropped.set(session.droppedFrames ?? 0);
      diskFree.set(disk?.freeBytes ?? 0);
      // Without a measured rate it can't be said.
      if (disk === null || disk.hoursLeft === null) diskHours.reset();
      else diskHours.set(disk.hoursLeft);
    },
  };
}

const isState = (is: SessionState, name: SessionState): number => (is === name ? 1 : 0);
/** One that is not in use now has not failed. */
const isOpen = ({ state }: OriginSnapshot): number => (state === 'open' || state === 'idle' ? 1 : 0);
