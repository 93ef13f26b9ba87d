import type { EngineEvent } from '../../contract/engine-events.ts';
import { openGatekeeper } from '../http/access/gatekeeper.ts';
import { refuseOpenListening } from '../http/access/listen-choice.ts';
import { createEventHub, type EventHub } from '../http/events/event-hub.ts';
import { joinHandlers } from '../http/join-handlers.ts';
import { createMetrics } from '../http/metrics.ts';
import { serveConsole } from '../http/server.ts';
import type { LiveOrder, LiveWish } from '../session/live-order.ts';
import type { Present } from '../session/present.ts';
import type { Session } from '../session/session.ts';
import { sessionHandlers } from '../session/session-handlers.ts';
import type { WatchedEngine } from '../watched-engine.ts';
import { createDesk, type DeskOptions } from './desk.ts';
import type { ConsoleAddress, ListenSettings } from './listen-settings.ts';
import { type NetworkWatch, networkHandlers } from './network-watch.ts';
import { originReader } from './read-origin.ts';
import { watchHandlers } from './watch-handlers.ts';

export type ServeOptions = WatchedEngine &
  Pick<DeskOptions, 'file' | 'access' | 'config' | 'program'> & {
    readonly listen: ListenSettings;
    readonly session: Session;
    readonly present: Present;
    readonly prepare: (wish: LiveWish) => Promise<LiveOrder>;
    readonly network?: NetworkWatch | undefined;
    /** @param preflight the last report of the checks, if there was one */
    readonly supportBundle: (preflight: unknown) => Promise<Buffer>;
  };

export type Served = {
  /** To be given every event of the engine. */
  readonly note: (event: EngineEvent) => void;
  /** What the pages show is another than before. */
  readonly changed: () => void;
  readonly address: ConsoleAddress;
  readonly close: () => Promise<void>;
};

/**
 * Serves the console of an engine: here the parts' handlers come together.
 * @throws SurecastError `LISTEN_REFUSED`
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { listen, engine, redactor, session } = options;
  const keeper = await openGatekeeper(engine.root, listen.passwords);
  redactor.hide([...keeper.secrets, ...Object.values(listen.passwords)]);
  refuseOpenListening({
    host: listen.host,
    hasPassword: keeper.hasPassword,
    hasCertificate: listen.tls !== undefined,
  });
  const hub = openHub(options);
  const desk = createDesk({
    ...options,
    onAir: () => session.sourceOnAir,
    onTask: (task) => hub.publish({ type: 'task', task }),
  });
  const prepare = async (wish: LiveWish) => {
    await desk.makeWay();
    return options.prepare(wish);
  };
  const handlers = joinHandlers(
    sessionHandlers({ ...options, prepare, snapshot: hub.snapshot }),
    watchHandlers(options),
    networkHandlers(options.network),
    desk.handlers,
  );
  const metrics = createMetrics({ present: hub.snapshot, all: () => engine.snapshot() });
  const parts = {
    handlers,
    hub,
    watchFile: (name: string, rest: string) => engine.watchFile(name, rest),
    readOrigin: originReader(engine, options.access),
    preview: engine.senses,
    metrics,
    supportBundle: () => options.supportBundle(desk.lastPreflight()),
    isReady: () => engine.disk() !== null,
  };
  const server = await serveConsole(parts, { ...listen, keeper });
  const address = { url: server.url, port: server.port, token: keeper.operatorToken };
  const note = (event: EngineEvent): void => {
    metrics.note(event);
    hub.changed();
  };
  const close = async () => {
    await desk.close();
    await server.close();
  };
  return { note, changed: hub.changed, address, close };
}

/** What happens, on its way to the pages. */
function openHub({ engine, alarms, log, present }: ServeOptions): EventHub {
  let stopMeters: (() => void) | undefined;
  const hub = createEventHub(
    () => present.snapshot(),
    // Levels are worked out for who looks at them.
    (followers) => {
      if (followers > 0)
        stopMeters ??= engine.senses.onMeters((meters) => hub.publish({ type: 'meters', meters }));
      else {
        stopMeters?.();
        stopMeters = undefined;
      }
    },
  );
  alarms.onChange(({ alarm }) => {
    hub.publish({ type: 'alarm', alarm });
    hub.changed();
  });
  log.onEntry((entry) => {
    if (entry.level !== 'debug') hub.publish({ type: 'log', entry });
  });
  return hub;
}
