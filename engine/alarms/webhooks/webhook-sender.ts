import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variables } from '../../../contract/proxy-choice.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import { type BackoffLimits, backoffMs } from '../../../uploader/backoff.ts';
import { TunnelRefused } from '../../../uploader/origins/proxy-tunnel.ts';
import { sendRequest } from '../../send-request.ts';
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
  /** The environment, which may name a proxy. */
  readonly variables?: Variables;
};

/** Tells the targets what becomes of alarms, each in its order and at its own pace. Never throws, never waits. */
export type WebhookSender = {
  send(change: AlarmChange): void;
  /** Gives up what waits, after one more moment for what is on its way. */
  stop(graceMs: number): Promise<void>;
};

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { targets, onTrouble, limits = defaultWebhookLimits, variables = process.env } = options;
  const lines = targets.map((target) => createLine(target, limits, variables, onTrouble));
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
  variables: Variables,
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
      const patience = AbortSignal.timeout(limits.patienceMs);
      const signal = AbortSignal.any([stopped.signal, patience]);
      const problem = await post(target, next.message, signal, variables).catch((error: unknown) =>
        patience.aborted ? `gave no answer in ${limits.patienceMs / 1000} s` : unreachable(error),
      );
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

/**
 * By Node's own client, which never follows a redirect: to do so would send the message, signed, to whomever the answer names.
 * @returns what the target has against the message, in words that hold nothing of its URL or answer; undefined: it took it
 */
async function post(
  { url, secret }: WebhookTarget,
  message: WebhookMessage,
  signal: AbortSignal,
  variables: Variables,
): Promise<string | undefined> {
  const headers = webhookHeaders(message, secret, Date.now());
  const { status } = await sendRequest(
    { url, method: 'POST', headers, body: message.body, signal },
    variables,
  );
  return status >= 200 && status < 300 ? undefined : `answered with ${status}`;
}

/** A proxy is named: it is not the receiver's fault. */
function unreachable(error: unknown): string {
  const isProxy = error instanceof TunnelRefused || error instanceof SurecastError;
  return isProxy ? `can’t be reached: ${error.message.replace(/\.$/, '')}` : 'can’t be reached';
}
