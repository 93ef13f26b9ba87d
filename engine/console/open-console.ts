import type { Config } from '../../contract/config.ts';
import type { EngineListener } from '../../contract/engine-events.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import type { EngineSettings } from '../engine.ts';
import type { AccessBook } from '../origin-access/access-book.ts';
import { engineSettings } from '../session/engine-settings.ts';
import { type LiveWish, liveOrder } from '../session/live-order.ts';
import { createPresent } from '../session/present.ts';
import { Session } from '../session/session.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { createSupportBundle } from '../support/support-bundle.ts';
import { openWatchedEngine, type WatchedEngine } from '../watched-engine.ts';
import type { ConsoleAddress, ListenSettings } from './listen-settings.ts';
import type { NetworkWatch } from './network-watch.ts';
import type { Served } from './serve.ts';

export type ConsoleOptions = {
  readonly settings: Omit<EngineSettings, 'listener' | 'accessOf'>;
  /** Where settings are kept, and how origins are reached. */
  readonly file: SettingsFile;
  readonly access: AccessBook;
  /** How this program itself is started, for tasks that are processes of their own: `node cli/main.ts`. */
  readonly program: readonly string[];
  /** The settings of the next broadcast, as they are now. */
  readonly config: () => Promise<Config>;
  /** When alarms are raised, and who is told, until something goes live with other settings. */
  readonly alarms: Config['alarms'];
  /** Undefined: nobody looks. */
  readonly listen: ListenSettings | undefined;
  readonly listener: EngineListener;
  /** The delivery network that the page shows; closed with the console. */
  readonly network?: NetworkWatch | undefined;
};

/** An engine that is watched, with who goes live and stops, and what a page shows and asks for. */
export type Console = WatchedEngine & {
  readonly session: Session;
  /** What to go live with, by the settings as they are now. */
  readonly prepare: (wish: LiveWish) => ReturnType<typeof liveOrder>;
  /** Undefined when nobody looks. */
  readonly address: ConsoleAddress | undefined;
};

/**
 * Opens the engine of a data directory and, where wanted, the console's server.
 * @throws SurecastError as `openEngine`; `LISTEN_REFUSED`
 */
export async function openConsole(options: ConsoleOptions): Promise<Console> {
  const listeners: EngineListener[] = [options.listener];
  const listener: EngineListener = (event) => {
    for (const each of listeners) each(event);
  };
  const watched = await openWatchedEngine(
    { ...options.settings, accessOf: options.access.of, listener },
    { alarms: options.alarms, env: process.env },
  );
  try {
    return await openParts(options, watched, listeners);
  } catch (error) {
    await watched.close();
    throw error;
  }
}

async function openParts(
  options: ConsoleOptions,
  watched: WatchedEngine,
  listeners: EngineListener[],
): Promise<Console> {
  const { config, listen, access } = options;
  const { engine, alarms, redactor } = watched;
  redactor.hide(access.secrets());
  access.onChange((originUrl) => {
    redactor.hide(access.secrets());
    engine.accessChanged(originUrl);
  });
  let served: Served | undefined;
  const fallingBehind = () =>
    alarms.list().find(({ kind, clearedAt }) => kind === 'falling-behind' && clearedAt === null)?.message;
  const session = new Session({
    engine,
    fallingBehind: () => fallingBehind() ?? null,
    onChange: () => served?.changed(),
  });
  const present = createPresent({
    engine,
    session,
    alarms: () => alarms.list(),
    signal: () => engine.senses.signal(),
  });
  listeners.push((event) => {
    session.note(event);
    present.note(event);
    served?.note(event);
  });
  const prepare = async (wish: LiveWish) => {
    const settings = await config();
    const order = await liveOrder(settings, engine.root, wish);
    await watched.retune(engineSettings(settings, engine.root), settings.alarms);
    return order;
  };
  const close = async () => {
    session.close();
    // A network that does not answer holds up no engine.
    await Promise.all([options.network?.close(), watched.close()]);
  };
  const parts = { ...watched, session, prepare, close };
  if (listen === undefined) return { ...parts, address: undefined };
  // Loaded only when asked for: a broadcast that nobody looks at starts quicker without it.
  const { serve } = await import('./serve.ts');
  const supportBundle = async (preflight: unknown) =>
    createSupportBundle({
      dataDirectory: engine.root,
      redactor: watched.redactor,
      config: await config().catch((error: unknown) => ({ notRead: toSurecastError(error).message })),
      env: process.env,
      alarms: alarms.list(),
      preflight,
    });
  const serving = await serve({ ...options, ...parts, listen, present, supportBundle });
  served = serving;
  return {
    ...parts,
    address: serving.address,
    close: async () => {
      await serving.close();
      await close();
    },
  };
}
