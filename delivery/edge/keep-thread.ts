import { setTimeout as sleep } from 'node:timers/promises';
import { toSurecastError } from '../../contract/surecast-error.ts';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';
import type { EdgeServer } from './edge-server.ts';

/** A serving thread that listens. */
export type StartedThread = {
  readonly port: number;
  readonly ended: Promise<unknown>;
  renew(tls: TlsCertificate): void;
  close(): void;
};

type StartThread = (
  own: { readonly port: number; readonly tls: TlsCertificate | undefined },
  onConnections: (count: number) => void,
) => Promise<StartedThread>;

export type KeptThreadOptions = {
  /** 0: the system chooses one, which is kept. */
  readonly port: number;
  readonly tls: TlsCertificate | undefined;
  readonly log: (line: string) => void;
  /** Before it is started again; twice as long after each time that this fails. */
  readonly restartMs?: number;
};

const longestRestartMs = 30_000;

/**
 * A serving thread that is started again if it dies, however often that fails; its connections are lost then, not those of the others.
 * @throws whatever `start` throws the first time
 */
export async function keepThread(start: StartThread, options: KeptThreadOptions): Promise<EdgeServer> {
  const { log, restartMs = 1_000 } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let connections = 0;
  let { tls } = options;
  const startOne = (port: number) =>
    start({ port, tls }, (count) => {
      connections = count;
    });
  let running = await startOne(options.port);

  /** Undefined: the edge is closed meanwhile. */
  async function startAgain(): Promise<StartedThread | undefined> {
    for (let pauseMs = restartMs; ; pauseMs = Math.min(2 * pauseMs, longestRestartMs)) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return undefined;
      const startedWith = tls;
      try {
        const started = await startOne(running.port);
        if (tls !== undefined && tls !== startedWith) started.renew(tls);
        return started;
      } catch (error) {
        log(`a serving thread could not be started, and is tried again: ${toSurecastError(error).message}`);
      }
    }
  }

  async function keep(): Promise<void> {
    for (;;) {
      await running.ended;
      connections = 0;
      if (signal.aborted) return;
      log('a serving thread of this edge has ended; another one is started');
      const started = await startAgain();
      if (started === undefined) return;
      running = started;
      if (signal.aborted) running.close();
    }
  }
  const kept = keep();

  return {
    port: running.port,
    connections: () => connections,
    async renewCertificate(renewed) {
      tls = renewed;
      running.renew(renewed);
      return { kind: 'renewed' };
    },
    async close() {
      closing.abort();
      running.close();
      await kept;
    },
  };
}
