import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackoffLimits, backoffMs } from '../../../uploader/backoff.ts';
import type { AlarmChange } from '../alarm-machine.ts';
import { type WebhookMessage, webhookHeaders } from './sign-webhook.ts';
import type { WebhookTarget } from './webhook-target.ts';

export type WebhookLimits = {
  /** What has not answered by then has failed, milliseconds. */
  readonly patienceMs: number;
  readonly backoff: BackoffLimits;
  /** A message that could not be delivered for so long is given up: the alarm is old. */
  readonly keepMs: number;
  /** The oldest of more are given up. */
  readonly mostWaiting: number;
};

export const defaultWebhookLimits: WebhookLimits = {
  patienceMs: 10_000,
  backoff: { retryMinMs: 1_000, retryMaxMs: 60_000 },
  keepMs: 3_600_000,
  mostWaiting: 100,
};

export type WebhookSenderOptions = {
  readonly targets: readonly WebhookTarget[];
  /** What went wrong with a target, one sentence without its URL; said once until it answers again. */
  readonly onTrouble: (message: string) => void;
  readonly limits?: WebhookLimits;
};

/** Tells the targets what becomes of alarms, each in its order and at its own pace. Never throws, never waits. */
export type WebhookSender = {
  send(change: AlarmChange): void;
  /** Gives up what waits, after one more moment for what is on its way. */
  stop(graceMs: number): Promise<void>;
};

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { targets, onTrouble, limits = defaultWebhookLimits } = options;
  const lines = targets.map((target) => createLine(target, limits, onTrouble));
  return {
    send: ({ type, alarm }) => {
      const id = randomUUID();
      const body = JSON.stringify({ id, type, at: new Date().toISOString(), alarm });
      for (const line of lines) line.add({ id, body });
    },
    stop: async (graceMs) => {
      await Promise.all(lines.map((line) => line.stop(graceMs)));
    },
  };
}

type Line = { add(message: WebhookMessage): void; stop(graceMs: number): Promise<void> };

/** The messages to one target, one after the other. */
function createLine(
  target: WebhookTarget,
  limits: WebhookLimits,
  onTrouble: (message: string) => void,
): Line {
  const waiting: { readonly message: WebhookMessage; readonly sinceMs: number }[] = [];
  const stopped = new AbortController();
  let isSaid = false;
  let working: Promise<void> | undefined;

  const say = (problem: string) => {
    if (!isSaid) onTrouble(`The webhook at ${target.name} ${problem}; it is tried again.`);
    isSaid = true;
  };
  const giveUp = () => {
    waiting.shift();
    onTrouble(`The webhook at ${target.name} never took a message, which is given up.`);
  };
  const work = async () => {
    for (let attempt = 1; !stopped.signal.aborted; attempt++) {
      const next = waiting[0];
      if (next === undefined) return;
      const problem = await post(target, next.message, limits.patienceMs, stopped.signal);
      if (problem === undefined) {
        if (waiting[0] === next) waiting.shift();
        [isSaid, attempt] = [false, 0];
        continue;
      }
      if (stopped.signal.aborted) return;
      say(problem);
      if (waiting[0] === next && performance.now() - next.sinceMs > limits.keepMs) giveUp();
      const waitMs = backoffMs(attempt, limits.backoff, Math.random());
      await sleep(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  return {
    add: (message) => {
      if (stopped.signal.aborted) return;
      waiting.push({ message, sinceMs: performance.now() });
      if (waiting.length > limits.mostWaiting) giveUp();
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    stop: async (graceMs) => {
      const grace = new AbortController();
      await Promise.race([
        working,
        sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined),
      ]);
      grace.abort();
      stopped.abort();
      await working;
    },
  };
}

/** @returns what went wrong, in words that hold nothing of the URL or of the answer; undefined: it took the message */
async function post(
  { url, secret }: WebhookTarget,
  message: WebhookMessage,
  patienceMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: message.body,
      headers: webhookHeaders(message, secret, Date.now()),
      // To follow it would send the message, signed, to whomever the answer names.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `answered with ${response.status}`;
  } catch (error) {
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    return isSlow ? `gave no answer in ${patienceMs / 1000} s` : 'can’t be reached';
  }
}
