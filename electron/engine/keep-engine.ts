import type { EngineAddress } from './engine-address.ts';
import type { EngineLife } from './engine-life.ts';
import { failuresAfter, restartWaitMs } from './restart-wait.ts';

/** What keeping an engine needs of the world. */
export type KeeperPorts = {
  /** Finds the engine of an earlier shell, else starts one. The signal ends one that does not listen yet. */
  readonly begin: (signal: AbortSignal) => Promise<EngineLife>;
  readonly nowMs: () => number;
  /** Resolves after a time, or at once when the signal says so. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: (news: EngineNews) => void;
};

export type EngineNews =
  | { readonly type: 'starting' }
  | { readonly type: 'running'; readonly life: EngineLife }
  | { readonly type: 'away'; readonly sentence: string; readonly nextTryMs: number };

/** An engine that is started again whenever it ends, until it is told to end. */
export type KeptEngine = {
  readonly address: () => EngineAddress | undefined;
  /** Ends it for good; resolves when it is gone. The first call without `now` may be followed by one with it. */
  readonly end: (now: boolean) => Promise<void>;
};

/**
 * Keeps an engine running. One that dies is started again after half a second, and after up to half a minute if it keeps dying; it
 * then adopts the FFmpeg that went on. There is no last attempt.
 */
export function keepEngine(ports: KeeperPorts): KeptEngine {
  const ending = new AbortController();
  let life: EngineLife | undefined;
  let endsNow = false;
  const over = keep();

  async function keep(): Promise<void> {
    for (let failures = 0; !ending.signal.aborted; ) {
      ports.onChange({ type: 'starting' });
      const startedMs = ports.nowMs();
      const sentence = await liveOnce();
      if (ending.signal.aborted) return;
      failures = failuresAfter(failures, ports.nowMs() - startedMs);
      const waitMs = restartWaitMs(failures);
      ports.onChange({ type: 'away', sentence, nextTryMs: ports.nowMs() + waitMs });
      await ports.wait(waitMs, ending.signal);
    }
  }

  async function liveOnce(): Promise<string> {
    try {
      life = await ports.begin(ending.signal);
      if (ending.signal.aborted) life.end(endsNow);
      else ports.onChange({ type: 'running', life });
      return await life.ended;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      life = undefined;
    }
  }

  return {
    address: () => life?.address,
    end: (now) => {
      endsNow ||= now;
      ending.abort();
      life?.end(now);
      return over;
    },
  };
}
