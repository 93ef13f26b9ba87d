import type { Config } from '../contract/config.ts';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import type { Engine, EngineSettings } from '../engine/engine.ts';
import type { HttpServer } from '../engine/http/server.ts';
import { openWatchedEngine, type WatchedEngine } from '../engine/watched-engine.ts';
import { Reporter } from './reporter.ts';
import { onStopSignal } from './stop-signals.ts';

/** What the commands that run an engine have in common. */
export type EngineCommand = {
  readonly settings: Omit<EngineSettings, 'listener'>;
  readonly json: boolean;
  /** Port of the watch page; undefined: none. */
  readonly port: number | undefined;
  /** When alarms are raised, and who is told. */
  readonly alarms?: Config['alarms'];
  /** Told to the person at the first signal: what is still done. */
  readonly stopNotice: string;
  /** At the first signal: the capture is to end, the rest is to be delivered. */
  readonly onStop: (engine: Engine) => void;
  /** The work. Resolves when all is delivered. */
  readonly work: (engine: Engine, face: Face) => Promise<void>;
};

/** How the work talks to the person. */
export type Face = {
  readonly reporter: Reporter;
  /** Shows what `read` gives, again and again. */
  readonly follow: (read: () => BroadcastSnapshot | undefined) => void;
  /** Is called just before the engine is closed, also when the work did not come to its end: the last look at it. */
  readonly atEnd: (look: () => void) => void;
};

/** How it ended: everything delivered, or stopped at once by the second signal. */
export type EngineEnd = 'delivered' | 'stopped';

/** Opens an engine, does the work, and closes it whatever happens. The second signal ends the work at once. */
export async function runEngine(command: EngineCommand): Promise<EngineEnd> {
  let watched: WatchedEngine | undefined;
  const reporter = new Reporter(command.json, (message) =>
    watched?.log.add({ level: 'info', part: 'engine', message }),
  );
  watched = await openWatchedEngine(
    { ...command.settings, listener: (event) => reporter.news(event) },
    { alarms: command.alarms, env: process.env, signal: () => null },
  );
  const { engine, alarms } = watched;
  alarms.onChange((change) => reporter.alarm(change));
  const stopped = Promise.withResolvers<EngineEnd>();
  const offSignals = onStopSignal((asked) => {
    if (asked === 1) {
      reporter.say(`${command.stopNotice} Again to stop at once.`);
      command.onStop(engine);
    } else stopped.resolve('stopped');
  });
  let page: HttpServer | undefined;
  let lookLast = (): void => undefined;
  try {
    if (command.port !== undefined) page = await openPage(engine, command.port, reporter);
    const follow = (read: () => BroadcastSnapshot | undefined) => reporter.follow(read, () => engine.disk());
    const atEnd = (look: () => void) => {
      lookLast = look;
    };
    const work = command.work(engine, { reporter, follow, atEnd }).then(() => 'delivered' as const);
    const damage = engine.damage.then((error) => Promise.reject(error));
    return await Promise.race([work, stopped.promise, damage]);
  } finally {
    offSignals();
    reporter.stop();
    await page?.close();
    lookLast();
    await watched.close();
  }
}

async function openPage(engine: Engine, port: number, reporter: Reporter): Promise<HttpServer> {
  // Loaded only when asked for: a drain starts quicker without it.
  const { serveHttp } = await import('../engine/http/server.ts');
  const page = await serveHttp(
    { snapshot: () => engine.snapshot(), watchFile: (name, rest) => engine.watchFile(name, rest) },
    port,
  );
  const isOther = port !== 0 && new URL(page.url).port !== String(port);
  reporter.say(`Watch it at ${page.url}${isOther ? ` (port ${port} is in use)` : ''}`);
  return page;
}
