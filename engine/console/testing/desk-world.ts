import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import fastify, { type FastifyInstance } from 'fastify';
import type { Task } from '../../../contract/api/task.ts';
import type { EngineEvent } from '../../../contract/engine-events.ts';
import { temporaryDirectory } from '../../../fixtures/temporary-directory.ts';
import type { Engine } from '../../engine.ts';
import { registerRoutes } from '../../http/register-routes.ts';
import { sendError } from '../../http/send-error.ts';
import { openEngine } from '../../open-engine.ts';
import { AccessBook } from '../../origin-access/access-book.ts';
import { openFileKeyStore } from '../../origin-access/file-key-store.ts';
import type { OnAirSource } from '../../session/on-air-source.ts';
import { SettingsFile } from '../../settings/settings-file.ts';
import { createDesk, type Desk } from '../desk.ts';

/** A desk with a real engine behind the routes of the contract. */
export type DeskWorld = {
  readonly data: string;
  readonly app: FastifyInstance;
  readonly engine: Engine;
  readonly desk: Desk;
  readonly news: readonly EngineEvent[];
  /** What is on air; set by the test. */
  onAir: OnAirSource | undefined;
  /** Resolves when the engine has said something of this kind. */
  untilNews(isSo: (event: EngineEvent) => boolean): Promise<void>;
  untilEnded(id: string): Promise<Task>;
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<Answer>;
};

export type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
};

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));

/** Calls `look` at each piece of news until the promise resolves. */
function waiter<T>(look: () => T | undefined, waiting: Set<() => void>): Promise<T> {
  return new Promise((resolve) => {
    const again = (): void => {
      const found = look();
      if (found === undefined) return;
      waiting.delete(again);
      resolve(found);
    };
    waiting.add(again);
    again();
  });
}

/** @param prepare fills the data directory before the engine takes it */
export async function deskWorld(t: TestContext, prepare?: (data: string) => void): Promise<DeskWorld> {
  const data = temporaryDirectory(t);
  prepare?.(data);
  const news: EngineEvent[] = [];
  const waiting = new Set<() => void>();
  const told = (): void => {
    for (const again of waiting) again();
  };
  const file = new SettingsFile(undefined, data);
  const access = new AccessBook({}, await openFileKeyStore(data));
  const engine = await openEngine({
    dataDirectory: data,
    accessOf: access.of,
    listener: (event) => {
      news.push(event);
      told();
    },
  });
  access.onChange((url) => engine.accessChanged(url));
  const tasks = new Map<string, Task>();
  const desk = createDesk({
    engine,
    file,
    access,
    config: () => file.config(),
    onAir: () => world.onAir,
    program: [process.execPath, main],
    onTask: (task) => {
      tasks.set(task.id, task);
      told();
    },
  });
  const app = fastify();
  app.setErrorHandler(async (error, _request, reply) => sendError(reply, error));
  registerRoutes(app, desk.handlers);
  t.after(async () => {
    await desk.close();
    await app.close();
    await engine.close();
  });
  const world: DeskWorld = {
    data,
    app,
    engine,
    desk,
    news,
    onAir: undefined,
    untilNews: (isSo) => waiter(() => (news.some(isSo) ? true : undefined), waiting).then(() => undefined),
    untilEnded: (id) =>
      waiter(() => {
        const task = tasks.get(id);
        return task?.state === 'running' ? undefined : task;
      }, waiting),
    ask: async (method, url, payload) => {
      const answer = await app.inject({ method, url, ...(payload && { payload }) });
      return { status: answer.statusCode, body: answer.json(), text: answer.body };
    },
  };
  return world;
}
