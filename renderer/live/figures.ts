import type { ConsoleSnapshot, RateHistory, RatePoint } from '../../contract/api/console-snapshot.ts';
import type { Tone } from '../design/tones.ts';
import { duration, hoursLeft } from '../format/duration.ts';
import { bitRate, bytes, count, counted, percent } from '../format/quantity.ts';

/** One number that a crew looks at, and whether it is as it should be. */
export type Figure = {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
  readonly tone: Tone;
};

const unknown = '–';

/** A backlog older than this is more than the usual way of a segment. */
const lateSeconds = 30;
const veryLateSeconds = 300;

/** The numbers of the present, in the order in which they matter. */
export function figuresOf(snapshot: ConsoleSnapshot, rates: RateHistory | null): readonly Figure[] {
  const { backlog } = snapshot;
  return [
    {
      name: 'Behind live',
      value: backlog.behindLiveSeconds === null ? unknown : duration(backlog.behindLiveSeconds),
      detail: 'camera to viewers',
      tone: lateness(backlog.behindLiveSeconds),
    },
    {
      name: 'Backlog',
      value: duration(backlog.mediaSeconds).replace('0.0 s', '0 s'),
      detail: `${counted(backlog.files, 'file')}, ${bytes(backlog.bytes)}`,
      tone: lateness(backlog.mediaSeconds),
    },
    {
      name: 'Unverified age',
      value: backlog.oldestUnverifiedSeconds === null ? 'none' : duration(backlog.oldestUnverifiedSeconds),
      detail: backlog.oldestUnverifiedSeconds === null ? 'all is verified' : 'oldest file',
      tone: lateness(backlog.oldestUnverifiedSeconds),
    },
    drainFigure(snapshot),
    uplinkFigure(rates),
    bitrateFigure(rates),
    droppedFigure(snapshot),
    diskFigure(snapshot),
  ];
}

function lateness(seconds: number | null): Tone {
  if (seconds === null) return 'neutral';
  if (seconds > veryLateSeconds) return 'bad';
  return seconds > lateSeconds ? 'warn' : 'good';
}

function drainFigure({ backlog: { files, secondsToDrain }, broadcast }: ConsoleSnapshot): Figure {
  const name = 'Time to drain';
  if (files === 0) return { name, value: 'none', detail: 'nothing waits', tone: 'good' };
  // The pace of the last seconds says nothing about an origin that takes nothing now.
  const held = broadcast?.origins.find(({ optional, state }) => !optional && state !== 'open');
  if (held !== undefined && held.state !== 'idle') {
    const detail = held.state === 'blocked' ? 'origin is blocked' : 'link is away';
    return { name, value: unknown, detail, tone: 'neutral' };
  }
  if (secondsToDrain === null) return { name, value: unknown, detail: 'not shrinking', tone: 'neutral' };
  return { name, value: duration(secondsToDrain), detail: 'at this pace', tone: 'neutral' };
}

/** The mean of the newest seconds: one segment makes a peak of its own. */
export function recentMean(points: readonly RatePoint[], of: (point: RatePoint) => number): number | null {
  const recent = points.slice(-10);
  return recent.length === 0 ? null : recent.reduce((sum, point) => sum + of(point), 0) / recent.length;
}

function uplinkFigure(rates: RateHistory | null): Figure {
  const rate = recentMean(rates?.lastMinute ?? [], (point) => point.uplinkBitsPerSecond);
  return {
    name: 'Uplink',
    value: rate === null ? unknown : bitRate(rate),
    detail: 'sent and taken',
    tone: 'neutral',
  };
}

function bitrateFigure(rates: RateHistory | null): Figure {
  const rate = recentMean(rates?.lastMinute ?? [], (point) => point.capturedBitsPerSecond);
  return {
    name: 'Bit rate',
    value: rate === null ? unknown : bitRate(rate),
    detail: 'captured',
    tone: 'neutral',
  };
}

/** More than 1 % is seen, more than 5 % is bad. */
function droppedFigure({ session }: ConsoleSnapshot): Figure {
  const { droppedFrames: dropped, capturedFrames: captured } = session;
  if (dropped === null)
    return { name: 'Dropped frames', value: unknown, detail: 'not known', tone: 'neutral' };
  const share = captured === null || captured === 0 ? 0 : dropped / (captured + dropped);
  return {
    name: 'Dropped frames',
    value: count(dropped),
    detail:
      captured === null ? 'of this run' : `${percent(dropped, captured + dropped)} of ${count(captured)}`,
    tone: share > 0.05 ? 'bad' : share > 0.01 ? 'warn' : 'good',
  };
}

const diskTones: Readonly<Record<NonNullable<ConsoleSnapshot['disk']>['level'], Tone>> = {
  roomy: 'good',
  low: 'warn',
  full: 'bad',
  unwritable: 'bad',
};

function diskFigure({ disk }: ConsoleSnapshot): Figure {
  if (disk === null) return { name: 'Disk', value: unknown, detail: 'it does not answer', tone: 'bad' };
  const full = disk.level === 'full' || disk.level === 'unwritable';
  const tone = diskTones[disk.level];
  if (disk.hoursLeft === null && !full)
    return { name: 'Disk free', value: bytes(disk.freeBytes), detail: 'lasting not known yet', tone };
  return {
    name: 'Disk lasts',
    value: full ? disk.level : hoursLeft(disk.hoursLeft ?? 0),
    detail: `${bytes(disk.freeBytes)} free`,
    tone,
  };
}
