import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { keepThread, type StartedThread } from './keep-thread.ts';

type Scripted = StartedThread & { readonly closed: () => boolean; die(): void };

function scriptedThread(port: number): Scripted {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let isClosed = false;
  const close = () => {
    isClosed = true;
    resolve();
  };
  return { port, ended, die: resolve, renew: () => undefined, close, closed: () => isClosed };
}

/** A kept thread whose starts fail as often as is said, and what was asked of it. */
async function openKept(failures: number) {
  const started: Scripted[] = [];
  const askedPorts: number[] = [];
  const said: string[] = [];
  const events = new EventTarget();
  let failing = 0;
  const kept = await keepThread(
    async ({ port }, onConnections) => {
      askedPorts.push(port);
      if (failing > 0) {
        failing -= 1;
        throw new Error('too many open files');
      }
      const thread = scriptedThread(port === 0 ? 4711 : port);
      started.push(thread);
      onConnections(7);
      events.dispatchEvent(new Event('started'));
      return thread;
    },
    { port: 0, tls: undefined, log: (line) => said.push(line), restartMs: 1 },
  );
  /** Resolves when it runs again. */
  const dieOnce = async () => {
    failing = failures;
    const again = once(events, 'started');
    started.at(-1)?.die();
    await again;
  };
  return { kept, started, askedPorts, said, dieOnce };
}

test('a serving thread is started again also when that fails several times, each of which is said', async () => {
  const { kept, started, askedPorts, said, dieOnce } = await openKept(3);
  assert.deepEqual([kept.port, kept.connections()], [4711, 7]);
  await dieOnce();
  assert.deepEqual(askedPorts, [0, 4711, 4711, 4711, 4711]);
  assert.equal(said.filter((line) => line.includes('too many open files')).length, 3);
  await dieOnce();
  assert.equal(started.length, 3);
  await kept.close();
  assert.equal(started.at(-1)?.closed(), true);
});

test('an edge that closes does not wait for a thread that cannot be started', async () => {
  const { promise: failedTwice, resolve } = Promise.withResolvers<void>();
  const first = scriptedThread(4711);
  let starts = 0;
  const kept = await keepThread(
    async () => {
      starts += 1;
      if (starts === 1) return first;
      if (starts === 3) resolve();
      throw new Error('no memory');
    },
    { port: 0, tls: undefined, log: () => undefined, restartMs: 1 },
  );
  first.die();
  await failedTwice;
  await kept.close();
  assert.equal(kept.connections(), 0);
});

test('a first start that fails is the caller’s to hear of', async () => {
  const failing = keepThread(() => Promise.reject(new Error('in use')), {
    port: 0,
    tls: undefined,
    log: assert.fail,
  });
  await assert.rejects(failing, /in use/);
});
