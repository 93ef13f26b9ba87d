import type { Alarm } from '../../contract/api/alarm.ts';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import type { SessionState } from '../../contract/api/session.ts';

/** A snapshot of the console's API for tests. */
export function snapshotOf(
  state: SessionState,
  more: { files?: number; unfinished?: string[]; alarms?: Alarm[]; reason?: string } = {},
): ConsoleSnapshot {
  return {
    nowMs: 0,
    session: {
      state,
      since: '2026-11-21T12:00:00Z',
      onAirSince: null,
      broadcast: state === 'idle' ? null : 'sunday',
      reason: more.reason ?? null,
      source: null,
      droppedFrames: null,
      capturedFrames: null,
    },
    broadcast: null,
    backlog: {
      files: more.files ?? 0,
      bytes: (more.files ?? 0) * 1000,
      mediaSeconds: (more.files ?? 0) * 2,
      oldestUnverifiedSeconds: null,
      secondsToDrain: null,
      behindLiveSeconds: null,
    },
    segments: [],
    disk: null,
    signal: null,
    alarms: more.alarms ?? [],
    unfinished: more.unfinished ?? [],
  };
}

/** An alarm for tests, raised and seen by nobody. */
export function alarmOf(kind: Alarm['kind'], more: Partial<Alarm> = {}): Alarm {
  return {
    id: kind,
    kind,
    severity: 'critical',
    subject: null,
    message: `${kind} for 12 s.`,
    cure: 'Look at it.',
    raisedAt: '2026-11-21T12:00:00Z',
    clearedAt: null,
    acknowledgedAt: null,
    ...more,
  };
}
