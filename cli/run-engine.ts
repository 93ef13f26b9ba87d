import type { Config } from '../contract/config.ts';
import type { EngineListener } from '../contract/engine-events.ts';
import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { settlesWithin } from '../encoder/settles-within.ts';
import { engineSettings } from '../engine/session/engine-settings.ts';
import { openWatchedEngine, type WatchedEngine } from '../engine/watched-engine.ts';
import type { ChosenSettings } from './chosen-settings.ts';
import { Reporter } from './reporter.ts';
import { onStopSignal } from './stop-signals.ts';

/** What the commands that run an engine have in common. */
export type EngineCommand<T extends WatchedEngine> = {
  /** Opens the engine, with or without a console around it. */
  readonly open: (listener: EngineListener) => Promise<T>;
  readonly json: boolean;
  /** Told to the person at the first signal: what is still done. */
  readonly stopNotice: string;
  /** At the first signal: the capture is to end, the rest is to be delivered. */
  readonly onStop: (opened: T) => void;
  /** The work. Resolves when all is delivered. */
  readonly work: (opened: T, face: Face) => Promise<void>;
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

/** An engine that nobody looks into, by the same settings as one with a console. */
export function openBare(
  config: Config,
  { dataDirectory, access }: Pick<ChosenSettings, 'dataDirectory' | 'access'>,
): EngineCommand<WatchedEngine>['open'] {
  const settings = { ...engineSettings(config, dataDirectory), accessOf: access.of };
  return (listener) =>
    openWatchedEngine({ ...settings, listener }, { alarms: config.alarms, env: process.env });
}

/** Who has asked twice to stop is not kept waiting for longer by what can't be closed, such as a file on a disk that hangs. */
const closeMostMs = 5_000;

/** Opens an engine, does the work, and closes it whatever happens. The second signal ends the work at once. */
export async function runEngine<T extends WatchedEngine>(command: EngineCommand<T>): Promise<EngineEnd> {
  let opened: T | undefined;
  const reporter = new Reporter(command.json, (message) =>
    opened?.log.add({ level: 'info', part: 'engine', message }),
  );
  const running = await command.open((event) => reporter.news(event));
  opened = running;
  const { engine, alarms } = running;
  alarms.onChange((change) => reporter.alarm(change));
  const stopped = Promise.withResolvers<EngineEnd>();
  const hurried = Promise.withResolvers<void>();
  const workIsOver = onStopSignal((asked) => {
    if (asked === 1) {
      // What was said is so, also if the program is killed now.
      command.onStop(running);
      reporter.say(`${command.stopNotice} Again to stop at once.`);
    } else {
      hurried.resolve();
      stopped.resolve('stopped');
    }
  });
  // What fails where nobody waits for it (a timer) ends the program in order too.
  const failed = Promise.withResolvers<never>();
  process.on('uncaughtException', failed.reject);
  let lookLast = (): void => undefined;
  try {
    const follow = (read: () => BroadcastSnapshot | undefined) => reporter.follow(read, () => engine.disk());
    const atEnd = (look: () => void) => {
      lookLast = look;
    };
    const work = command.work(running, { reporter, follow, atEnd }).then(() => 'delivered' as const);
    const damage = engine.damage.then((error) => Promise.reject(error));
    return await Promise.race([work, stopped.promise, damage, failed.promise]);
  } finally {
    workIsOver(hurried.resolve);
    reporter.stop();
    if (!engine.isDamaged) lookLast();
    const closed = running.close();
    await Promise.race([closed, hurried.promise.then(() => settlesWithin(closed, closeMostMs))]);
    process.off('uncaughtException', failed.reject);
  }
}
