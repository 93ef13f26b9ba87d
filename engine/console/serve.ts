import { openGatekeeper } from '../http/access/gatekeeper.ts';
import { refuseOpenListening } from '../http/access/listen-choice.ts';
import { createEventHub, type EventHub } from '../http/events/event-hub.ts';
import { joinHandlers } from '../http/join-handlers.ts';
import { serveConsole } from '../http/server.ts';
import type { LiveOrder, LiveWish } from '../session/live-order.ts';
import type { Present } from '../session/present.ts';
import type { Session } from '../session/session.ts';
import { sessionHandlers } from '../session/session-handlers.ts';
import type { WatchedEngine } from '../watched-engine.ts';
import { createDesk, type DeskOptions } from './desk.ts';
import type { ConsoleAddress, ListenSettings } from './listen-settings.ts';

export type ServeOptions = WatchedEngine &
  Pick<DeskOptions, 'file' | 'access' | 'config' | 'program'> & {
    readonly listen: ListenSettings;
    readonly session: Session;
    readonly present: Present;
    readonly prepare: (wish: LiveWish) => Promise<LiveOrder>;
  };

export type Served = {
  readonly hub: EventHub;
  readonly address: ConsoleAddress;
  readonly close: () => Promise<void>;
};

/**
 * Serves the console of an engine: here the parts' handlers come together.
 * @throws SurecastError `LISTEN_REFUSED`
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { listen, engine, redactor, alarms, present, session } = options;
  const keeper = await openGatekeeper(engine.root, listen.passwords);
  redactor.hide([...keeper.secrets, ...Object.values(listen.passwords)]);
  refuseOpenListening({
    host: listen.host,
    hasPassword: keeper.hasPassword,
    hasCertificate: listen.tls !== undefined,
  });
  const hub = createEventHub(() => present.snapshot());
  alarms.onChange(({ alarm }) => {
    hub.publish({ type: 'alarm', alarm });
    hub.changed();
  });
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
    desk.handlers,
  );
  const parts = {
    handlers,
    hub,
    watchFile: (name: string, rest: string) => engine.watchFile(name, rest),
    isReady: () => engine.disk() !== null,
  };
  const server = await serveConsole(parts, { ...listen, keeper });
  const address = { url: server.url, port: server.port, token: keeper.operatorToken };
  const close = async () => {
    await desk.close();
    await server.close();
  };
  return { hub, address, close };
}
