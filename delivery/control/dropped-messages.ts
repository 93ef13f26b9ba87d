import type { DroppedMessages } from './control-plane.ts';

const words: Record<keyof DroppedMessages, string> = {
  garbage: 'no message of this network',
  forged: 'a message whose signature does not hold',
  untimely:
    'a message with a certificate that is not valid by this machine’s clock (set it, or admit that node again)',
  misfit: 'a message that this version cannot read',
  foreign: 'a message by somebody who may not say it',
};

const sayAgainMs = 60_000;

/** Counts what is dropped, and says each kind at most once a minute. */
export function createDroppedMessages(
  log: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): { counts(): DroppedMessages; add(kind: keyof DroppedMessages, subject: string, sender?: string): void } {
  const counts = { garbage: 0, forged: 0, untimely: 0, misfit: 0, foreign: 0 };
  const saidAtMs = new Map<keyof DroppedMessages, number>();
  return {
    counts: () => ({ ...counts }),
    add: (kind, subject, sender) => {
      counts[kind] += 1;
      const now = nowMs();
      if (now - (saidAtMs.get(kind) ?? Number.NEGATIVE_INFINITY) < sayAgainMs) return;
      saidAtMs.set(kind, now);
      const by = sender === undefined ? '' : ` by ${sender}`;
      log(`Dropped ${words[kind]}${by}, on ${subject} (${counts[kind]} so far).`);
    },
  };
}
