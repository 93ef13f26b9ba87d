import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../../contract/snapshot.ts';
import { type ChildOrder, type FromChild, fromChild, type ToChild } from './messages.ts';

/** Why the program under rehearsal could not go on, in its own words. */
export type ChildFailure = Pick<Extract<FromChild, { type: 'failed' }>, 'code' | 'message' | 'cure'>;

/** One life of the program under rehearsal. */
export type LiveProcess = {
  /** The newest that it told of itself. */
  readonly snapshot: () => Snapshot | undefined;
  /** Whether it took up the FFmpeg of an earlier life. */
  readonly hasAdopted: () => boolean;
  readonly failure: () => ChildFailure | undefined;
  /** Resolves to what `isSo` was true of; to undefined when the process ended or the time was over before. */
  readonly until: (
    isSo: (snapshot: Snapshot) => boolean,
    patienceMs: number,
  ) => Promise<Snapshot | undefined>;
  /** The capture ends, the rest is delivered, then it ends. */
  readonly stop: () => void;
  /** As a crash would; FFmpeg lives on. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
  readonly ended: Promise<void>;
};

const program = fileURLToPath(new URL('./live-child.ts', import.meta.url));

/** Starts the program under rehearsal. */
export function startLive(order: ChildOrder): LiveProcess {
  const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let snapshot: Snapshot | undefined;
  let hasAdopted = false;
  let failure: ChildFailure | undefined;
  const looks = new Set<() => void>();
  child.on('message', (value) => {
    const message = fromChild.parse(value);
    if (message.type === 'snapshot') snapshot = message.snapshot;
    else if (message.type === 'adopted') hasAdopted = true;
    else failure = message;
    for (const look of looks) look();
  });
  const ended = once(child, 'exit').then(() => {
    for (const look of looks) look();
  });
  const tell = (message: ToChild): void => {
    // It may have ended a moment ago.
    if (child.connected) child.send(message, () => undefined);
  };
  tell(order);
  return {
    snapshot: () => snapshot,
    hasAdopted: () => hasAdopted,
    failure: () => failure,
    until: (isSo, patienceMs) =>
      new Promise((resolve) => {
        const settle = (found: Snapshot | undefined): void => {
          clearTimeout(timer);
          looks.delete(look);
          resolve(found);
        };
        const look = (): void => {
          if (snapshot !== undefined && isSo(snapshot)) settle(snapshot);
          else if (child.exitCode !== null || child.signalCode !== null) settle(undefined);
        };
        const timer = setTimeout(() => settle(undefined), patienceMs);
        looks.add(look);
        look();
      }),
    stop: () => tell({ type: 'stop' }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
