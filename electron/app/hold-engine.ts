import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import { adoptEngine } from '../engine/adopt-engine.ts';
import { engineCommand } from '../engine/engine-command.ts';
import type { EngineLife } from '../engine/engine-life.ts';
import { forgetEngineRecord, readEngineRecord, writeEngineRecord } from '../engine/engine-record.ts';
import { followEngine } from '../engine/follow-engine.ts';
import { type EngineNews, type KeptEngine, keepEngine } from '../engine/keep-engine.ts';
import { startEngine } from '../engine/start-engine.ts';
import type { KeyVault } from '../secrets/key-vault.ts';
import { enginePlace, ownFiles } from './places.ts';

export type EngineListeners = {
  readonly onNews: (news: EngineNews) => void;
  readonly onEvent: (event: ConsoleEvent) => void;
};

/** Keeps the engine running and listens to it. */
export function holdEngine(vault: KeyVault, { onNews, onEvent }: EngineListeners): KeptEngine {
  let following = new AbortController();
  const kept = keepEngine({
    begin: (signal) => findOrStart(vault, signal),
    nowMs: () => performance.now(),
    wait,
    onChange: (news) => {
      following.abort();
      onNews(news);
      if (news.type !== 'running') return;
      following = new AbortController();
      void followEngine(news.life.address, fetch, onEvent, following.signal);
    },
  });
  return {
    ...kept,
    end: async (now) => {
      await kept.end(now);
      following.abort();
    },
  };
}

async function findOrStart(vault: KeyVault, signal: AbortSignal): Promise<EngineLife> {
  const { record: path, log } = ownFiles();
  const record = await readEngineRecord(path);
  const found = record === undefined ? undefined : await adoptEngine(record, fetch);
  if (found !== undefined) return found;
  const life = await startEngine(engineCommand(enginePlace()), log, vault.all(), signal);
  await writeEngineRecord(path, { pid: life.pid, ...life.address });
  void life.ended.then(() => forgetEngineRecord(path));
  return life;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
