import type { Questions } from './thread-questions.ts';
import { createViewerCount } from './viewer-count.ts';

/** Counts what a serving thread sees, for the thread that counts all of it. */
export type ThreadTally = {
  sent(broadcast: string, bytes: number): void;
  /** At once for somebody who watches here already; anybody else is asked about. */
  admit(broadcast: string, viewer: string, nowMs: number): boolean | Promise<boolean>;
  /** What came since the last call. */
  take(): {
    readonly viewers: readonly (readonly [broadcast: string, viewer: string])[];
    readonly sent: readonly (readonly [broadcast: string, bytes: number])[];
  };
};

export function createThreadTally(ask: Questions): ThreadTally {
  const count = createViewerCount();
  let seen = new Map<string, readonly [string, string]>();
  let bytes = new Map<string, number>();

  function note(broadcast: string, viewer: string, nowMs: number): void {
    count.seen(broadcast, viewer, nowMs);
    seen.set(`${broadcast} ${viewer}`, [broadcast, viewer]);
  }

  return {
    sent: (broadcast, more) => void bytes.set(broadcast, (bytes.get(broadcast) ?? 0) + more),
    admit(broadcast, viewer, nowMs) {
      if (count.isViewing(broadcast, viewer, nowMs)) {
        note(broadcast, viewer, nowMs);
        return true;
      }
      return ask({ kind: 'admit', broadcast, viewer }).then((answer) => {
        const may = answer.kind === 'admitted' && answer.may;
        if (may) note(broadcast, viewer, nowMs);
        return may;
      });
    },
    take() {
      const taken = { viewers: [...seen.values()], sent: [...bytes] };
      seen = new Map();
      bytes = new Map();
      count.sweep(performance.now());
      return taken;
    },
  };
}
