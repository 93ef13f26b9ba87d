import PQueue from 'p-queue';
import type { Task } from '../../contract/api/task.ts';
import type { Config } from '../../contract/config.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../http/handlers.ts';
import { joinHandlers } from '../http/join-handlers.ts';
import type { AccessBook } from '../origin-access/access-book.ts';
import type { OnAirSource } from '../session/on-air-source.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { hardwareHandlers } from './hardware-handlers.ts';
import { originHandlers } from './origin-handlers.ts';
import { queueHandlers } from './queue-handlers.ts';
import { settingsHandlers } from './settings-handlers.ts';
import { taskHandlers } from './tasks/task-handlers.ts';
import { TaskRegistry } from './tasks/task-registry.ts';
import { taskWorks } from './tasks/task-works.ts';

export type DeskOptions = {
  readonly engine: Engine;
  readonly file: SettingsFile;
  /** The settings of the next broadcast, as they are now. */
  readonly config: () => Promise<Config>;
  readonly access: AccessBook;
  readonly onAir: () => OnAirSource | undefined;
  /** How this program itself is started: `node cli/main.ts`. */
  readonly program: readonly string[];
  readonly onTask: (task: Task) => void;
};

/** What is done from the console besides the broadcast itself. */
export type Desk = {
  readonly handlers: Partial<Handlers>;
  /** The report of the newest checks that came to their end; undefined: none did. */
  readonly lastPreflight: () => unknown;
  /**
   * A broadcast goes on air: what takes its source, processor or uplink ends first.
   * @throws SurecastError `TASK_RUNNING` while a recording is packaged, which going live would cut short
   */
  readonly makeWay: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export function createDesk(options: DeskOptions): Desk {
  const { engine, file, access, onAir } = options;
  const tasks = new TaskRegistry({ onChange: options.onTask });
  // Whatever opens devices does so one after the other.
  const turns = new PQueue({ concurrency: 1 });
  const works = taskWorks({ ...options, turns });
  return {
    handlers: joinHandlers(
      settingsHandlers({ file, access }),
      originHandlers(access),
      hardwareHandlers({ onAir, turns }),
      queueHandlers(engine),
      taskHandlers({ tasks, works, isOnAir: () => onAir() !== undefined }),
    ),
    lastPreflight: () =>
      tasks.list().findLast(({ kind, state }) => kind === 'preflight' && state === 'done')?.result,
    makeWay: async () => {
      if (tasks.running().includes('deliver'))
        throw new SurecastError(
          'TASK_RUNNING',
          'A recording is being packaged, which going live would cut short.',
        );
      await tasks.end(['preflight', 'rehearse']);
    },
    close: () => tasks.end(),
  };
}
