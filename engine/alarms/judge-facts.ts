import type { AlarmKind } from '../../contract/api/alarm.ts';
import { alarmTable } from '../../contract/api/alarm.ts';
import { errorTable } from '../../contract/error-codes.ts';
import { plainPart } from '../../contract/trouble-words.ts';
import type { AlarmFacts, OriginFacts } from './alarm-facts.ts';
import type { AlarmRules } from './alarm-rules.ts';
import { formatAmount, formatSpan } from './figures.ts';

/** Something that is wrong now. What is not among them is well. */
export type Condition = {
  readonly kind: AlarmKind;
  /** What it is about where there may be several. */
  readonly subject: string | null;
  readonly message: string;
  readonly cure: string;
};

/** Name of an alarm: its kind, and what it is about. */
export function alarmId(kind: AlarmKind, subject: string | null): string {
  return subject === null ? kind : `${kind} ${subject}`;
}

/** A clock is wrong beyond the first, and right again within the second: an answer may be late by seconds. */
const clockWrongSeconds = 30;
const clockRightSeconds = 15;

/** A sample at full scale counts for so long. */
const clippingMs = 4_000;

/**
 * What is wrong by the facts. Pure. What was raised counts where a figure must come back further than it went.
 * @param isRaised whether an alarm of that name is raised
 */
export function judgeFacts(
  facts: AlarmFacts,
  rules: Pick<AlarmRules, 'behindSeconds' | 'off'>,
  isRaised: (id: string) => boolean,
): Condition[] {
  return [
    ...facts.origins.flatMap((origin) => [
      ...judgeLink(origin),
      ...judgePace(origin, rules.behindSeconds, isRaised),
      ...judgeRefusal(origin),
    ]),
    ...judgeSource(facts),
    ...judgeSignal(facts),
    ...judgeDisk(facts),
    ...judgeClock(facts, isRaised),
  ].filter(({ kind }) => !rules.off.has(kind));
}

function condition(kind: AlarmKind, subject: string | null, message: string, cure?: string): Condition {
  return { kind, subject, message, cure: cure ?? alarmTable[kind].cure };
}

function backlogOf({ pendingFiles, pendingBytes }: OriginFacts): string {
  return `${pendingFiles} ${pendingFiles === 1 ? 'file' : 'files'} (${formatAmount(pendingBytes)})`;
}

/** Which origin, and what is wrong in plain words. @param otherwise where nobody has said what is wrong */
function reasonOf({ url, trouble }: OriginFacts, otherwise: string): string {
  return trouble === null ? `${url} ${otherwise}` : `${url}: ${plainPart(trouble.message)} (${trouble.code})`;
}

function judgeLink(origin: OriginFacts): Condition[] {
  if (origin.state !== 'waiting') return [];
  const message = `${reasonOf(origin, 'does not answer well')}. ${backlogOf(origin)} wait.`;
  return [condition('uplink-down', origin.url, message)];
}

/** A backlog that shrinks is being caught up, however old it is. One whose link is down has an alarm already. */
function judgePace(
  origin: OriginFacts,
  behindSeconds: number,
  isRaised: (id: string) => boolean,
): Condition[] {
  const { url, isLive, growthBytesPerSecond, oldestUnverifiedSeconds } = origin;
  if (!isLive || origin.state === 'blocked' || isRaised(alarmId('uplink-down', url))) return [];
  if (growthBytesPerSecond === null || oldestUnverifiedSeconds === null) return [];
  const limitSeconds = isRaised(alarmId('falling-behind', url)) ? behindSeconds / 2 : behindSeconds;
  if (oldestUnverifiedSeconds <= limitSeconds || growthBytesPerSecond < 0) return [];
  const pace = `${formatAmount(growthBytesPerSecond)} more each second`;
  const message = `${url} is ${formatSpan(oldestUnverifiedSeconds)} behind: ${backlogOf(origin)} wait, ${pace}.`;
  return [condition('falling-behind', url, message)];
}

function judgeRefusal(origin: OriginFacts): Condition[] {
  if (origin.state !== 'blocked' && origin.blockedFiles === 0) return [];
  const { trouble, url } = origin;
  const message = `${reasonOf(origin, 'refuses what is sent')}. ${backlogOf(origin)} wait.`;
  return [condition('origin-blocked', url, message, trouble?.cure)];
}

function judgeSource({ source, nowMs }: AlarmFacts): Condition[] {
  if (source.state !== 'lost') return [];
  const span = formatSpan(Math.max(0, nowMs - source.sinceMs) / 1000);
  const message = `${source.broadcast} has had nothing from its source for ${span}: ${source.why}.`;
  return [condition('source-lost', null, message)];
}

function judgeSignal({ signal, nowMs }: AlarmFacts): Condition[] {
  if (signal === null) return [];
  const since = (atMs: number) => formatSpan(Math.max(0, nowMs - atMs) / 1000);
  const { silentSinceMs, blackSinceMs, frozenSinceMs, clippedAtMs } = signal;
  const isClipping = clippedAtMs !== null && nowMs - clippedAtMs <= clippingMs;
  return [
    ...(silentSinceMs === null
      ? []
      : [condition('silence', null, `The sound has been silent for ${since(silentSinceMs)}.`)]),
    ...(blackSinceMs === null
      ? []
      : [condition('black', null, `The picture has been black for ${since(blackSinceMs)}.`)]),
    // A black picture does not change either.
    ...(frozenSinceMs === null || blackSinceMs !== null
      ? []
      : [condition('frozen', null, `The picture has not changed for ${since(frozenSinceMs)}.`)]),
    ...(isClipping
      ? [condition('clipping', null, 'The sound reaches full scale (0 dBFS) and is distorted.')]
      : []),
  ];
}

function judgeDisk({ disk }: AlarmFacts): Condition[] {
  if (disk === null) {
    const message = 'The disk of the data directory does not answer.';
    return [condition('disk-low', null, message, errorTable.DISK_FAILING.cure)];
  }
  if (disk.level === 'roomy') return [];
  const free = `${formatAmount(disk.freeBytes)} free`;
  if (disk.level === 'unwritable')
    return [condition('disk-low', null, `The disk takes no writes (${free}): capture rests.`)];
  if (disk.level === 'full') {
    const reserve = formatAmount(disk.reserveBytes);
    const message = `The disk has only its reserve of ${reserve} left (${free}): capture rests, delivery goes on.`;
    return [condition('disk-low', null, message)];
  }
  const left = formatSpan((disk.hoursLeft ?? 0) * 3600);
  return [condition('disk-low', null, `The disk has room for ${left} more of capture (${free}).`)];
}

function judgeClock({ clock, origins }: AlarmFacts, isRaised: (id: string) => boolean): Condition[] {
  const limit = isRaised(alarmId('clock-wrong', null)) ? clockRightSeconds : clockWrongSeconds;
  if (clock !== null && Math.abs(clock.aheadSeconds) > limit) {
    const way = clock.aheadSeconds > 0 ? 'ahead of' : 'behind';
    const off = formatSpan(Math.abs(clock.aheadSeconds));
    const message = `This machine’s clock is ${off} ${way} that of ${clock.originUrl}.`;
    return [condition('clock-wrong', null, message)];
  }
  const refused = origins.find(({ trouble }) => trouble?.code === 'ORIGIN_CLOCK_SKEW');
  if (refused === undefined) return [];
  return [condition('clock-wrong', null, `${refused.url} refuses requests with this machine’s time.`)];
}
