import type { Alarm, AlarmKind } from '../../contract/api/alarm.ts';
import { alarmTable } from '../../contract/api/alarm.ts';
import type { ConsoleSnapshot, RateHistory, SegmentProgress } from '../../contract/api/console-snapshot.ts';
import type { SessionState } from '../../contract/api/session.ts';
import type { OriginSnapshot } from '../../contract/snapshot.ts';

type Change = {
  readonly session?: Partial<ConsoleSnapshot['session']>;
  readonly backlog?: Partial<ConsoleSnapshot['backlog']>;
  readonly origins?: readonly OriginSnapshot[];
  readonly segments?: readonly SegmentProgress[];
  readonly alarms?: readonly Alarm[];
  readonly disk?: Partial<NonNullable<ConsoleSnapshot['disk']>>;
};

/** A moment of a broadcast that goes as it should, with what is said to be otherwise. */
export function liveSnapshot(state: SessionState, change: Change = {}): ConsoleSnapshot {
  const nowMs = Date.now();
  const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();
  return {
    nowMs,
    session: {
      state,
      since: ago(4711),
      onAirSince: ago(4720),
      broadcast: 'sunday-service',
      reason: null,
      source: 'device:Cam Link 4K as 1080p (1920x1080, 50 fps, 6000 kbit/s)',
      droppedFrames: 3,
      capturedFrames: 235_550,
      ...change.session,
    },
    broadcast: {
      name: 'sunday-service',
      phase: 'capturing',
      startedAt: ago(4720),
      endedAt: null,
      handedOverAt: null,
      container: 'ts',
      variants: [{ name: '1080p', segments: 2355, gaps: 0, seconds: 4710 }],
      origins: [...(change.origins ?? [origin()])],
    },
    backlog: {
      files: 2,
      bytes: 3_100_000,
      mediaSeconds: 4.2,
      oldestUnverifiedSeconds: 2.4,
      secondsToDrain: 1.2,
      behindLiveSeconds: 5.1,
      ...change.backlog,
    },
    segments: [...(change.segments ?? segmentsWith(52, { captured: 1, sent: 1, stored: 1 }))],
    disk: {
      level: 'roomy',
      freeBytes: 212_000_000_000,
      removableBytes: 0,
      reserveBytes: 2_000_000_000,
      bytesPerSecond: 780_000,
      hoursLeft: 75.2,
      ...change.disk,
    },
    signal: { silentSinceMs: null, blackSinceMs: null, frozenSinceMs: null, clippedAtMs: null },
    alarms: [...(change.alarms ?? [])],
    unfinished: [],
  };
}

/** An engine that has nothing to do and nothing behind it. */
export function idleSnapshot(): ConsoleSnapshot {
  const live = liveSnapshot('idle');
  return {
    ...live,
    session: {
      ...live.session,
      onAirSince: null,
      broadcast: null,
      source: null,
      droppedFrames: null,
      capturedFrames: null,
    },
    broadcast: null,
    backlog: {
      files: 0,
      bytes: 0,
      mediaSeconds: 0,
      oldestUnverifiedSeconds: null,
      secondsToDrain: null,
      behindLiveSeconds: null,
    },
    segments: [],
  };
}

export function origin(change: Partial<OriginSnapshot> = {}): OriginSnapshot {
  return {
    url: 's3://parish-live/sundays',
    state: 'open',
    trouble: null,
    workers: 2,
    networkInterface: 'eth0',
    pendingFiles: 2,
    pendingBytes: 3_100_000,
    blockedFiles: 0,
    lostFiles: 0,
    lostSegments: 0,
    verifiedFiles: 4711,
    verifiedBytes: 3_400_000_000,
    deliveredSegments: 2353,
    verifiedSegments: 2352,
    oldestUnverifiedSeconds: 2.4,
    deliveryOrder: 'complete',
    complete: false,
    optional: false,
    ...change,
  };
}

/** So many segments, the newest of them at the stages that are named. */
export function segmentsWith(
  total: number,
  newest: Partial<Record<SegmentProgress['stage'], number>>,
): readonly SegmentProgress[] {
  const order = ['stored', 'sent', 'captured'] as const;
  const late = order.flatMap((stage) => Array.from({ length: newest[stage] ?? 0 }, () => stage));
  return Array.from({ length: total }, (_, index) => ({
    variant: '1080p',
    sequence: 2300 + index,
    seconds: 2,
    stage: late[index - (total - late.length)] ?? ('verified' as const),
  }));
}

export function raised(kind: AlarmKind, message: string, subject: string | null = null): Alarm {
  const { severity, cure } = alarmTable[kind];
  const raisedAt = new Date(Date.now() - 95_000).toISOString();
  const id = subject === null ? kind : `${kind} ${subject}`;
  return { id, kind, severity, subject, message, cure, raisedAt, clearedAt: null, acknowledgedAt: null };
}

/** A minute and an hour of rates; `uplink` says how much of what is captured leaves, by the share of time passed. */
export function ratesWith(uplink: (share: number) => number): RateHistory {
  const nowMs = Date.now();
  const points = (count: number, stepMs: number): RateHistory['lastMinute'] =>
    Array.from({ length: count }, (_, index) => {
      const wave = Math.sin(index * 1.7) * 0.5 + Math.sin(index * 0.61) * 0.5;
      const capturedBitsPerSecond = 6_200_000 + wave * 350_000;
      return {
        atMs: nowMs - (count - 1 - index) * stepMs,
        capturedBitsPerSecond,
        uplinkBitsPerSecond: Math.max(0, capturedBitsPerSecond * uplink(index / count) + wave * 200_000),
        backlogBytes: 0,
      };
    });
  return { lastMinute: points(60, 1000), lastHour: points(60, 60_000) };
}
