import type { AccessOf, OriginAccess } from '../../contract/origin-access.ts';
import { parseOriginUrl } from '../../contract/origin-url.ts';
import { askClockSkew } from '../preflight/check-clock.ts';
import type { ClockFacts } from './alarm-facts.ts';

/** Compares this machine's clock with an origin's, now and then, and at once when somebody sets it. */
export type ClockWatch = {
  /** Null before an origin has said its time. */
  facts(): ClockFacts | null;
  stop(): void;
};

export type ClockWatchOptions = {
  /** The origin to ask; undefined when there is none that has a clock. */
  readonly originUrl: () => string | undefined;
  /** The clock was set by so many seconds. */
  readonly onStep: (seconds: number) => void;
  /** How the origin is reached; by default as AWS's own variables and files say. */
  readonly accessOf?: AccessOf | undefined;
  /** How far ahead of an origin's this clock is, seconds; undefined: it does not say. */
  readonly ask?: (originUrl: string) => Promise<number | undefined>;
};

const lookEveryMs = 1_000;
const askEveryMs = 60_000;
/** What is wrong or unknown is asked about more often, so that it is known soon when it is right again. */
const askAgainMs = 5_000;
const wrongSeconds = 10;
/** NTP slews smaller differences; larger ones are steps. */
const stepSeconds = 2;

export function watchClock(options: ClockWatchOptions): ClockWatch {
  const { originUrl, onStep, accessOf = () => undefined } = options;
  const { ask = (url: string) => askOrigin(url, accessOf(url)) } = options;
  let facts: ClockFacts | null = null;
  let offsetMs = clockOffsetMs();
  let dueMs = 0;
  let steps = 0;
  let asking = false;

  const askOne = async (url: string) => {
    const stepsBefore = steps;
    const aheadSeconds = await ask(url);
    // What was measured across a step is of neither clock.
    if (aheadSeconds !== undefined && steps === stepsBefore) facts = { originUrl: url, aheadSeconds };
    const isRight = aheadSeconds !== undefined && Math.abs(aheadSeconds) <= wrongSeconds;
    dueMs = steps === stepsBefore ? performance.now() + (isRight ? askEveryMs : askAgainMs) : 0;
  };
  const noteStep = (seconds: number) => {
    steps += 1;
    dueMs = 0;
    if (facts !== null) facts = { ...facts, aheadSeconds: facts.aheadSeconds + seconds };
    onStep(seconds);
  };
  const look = () => {
    const steppedSeconds = (clockOffsetMs() - offsetMs) / 1000;
    offsetMs += steppedSeconds * 1000;
    if (Math.abs(steppedSeconds) > stepSeconds) noteStep(steppedSeconds);
    const url = originUrl();
    if (asking || url === undefined || performance.now() < dueMs) return;
    asking = true;
    void askOne(url).finally(() => {
      asking = false;
    });
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return { facts: () => facts, stop: () => clearInterval(timer) };
}

/** Grows when somebody sets the wall clock ahead. */
const clockOffsetMs = (): number => Date.now() - performance.now();

async function askOrigin(originUrl: string, access: OriginAccess | undefined): Promise<number | undefined> {
  return askClockSkew(parseOriginUrl(originUrl), access).catch(() => undefined);
}
