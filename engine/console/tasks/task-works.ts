import type PQueue from 'p-queue';
import type { TaskInput, TaskKind } from '../../../contract/api/task.ts';
import type { Config } from '../../../contract/config.ts';
import type { Engine } from '../../engine.ts';
import type { AccessBook } from '../../origin-access/access-book.ts';
import type { OnAirSource } from '../../session/on-air-source.ts';
import { chooseOrigins } from '../../session/origin-choice.ts';
import type { SettingsFile } from '../../settings/settings-file.ts';
import { childWorks } from './child-works.ts';
import { deliverWork } from './deliver-work.ts';
import { handoverWorks } from './handover-works.ts';
import { preflightWork } from './preflight-work.ts';
import type { TaskWork } from './task-registry.ts';

export type TaskWorksParts = {
  readonly engine: Engine;
  readonly file: SettingsFile;
  readonly config: () => Promise<Config>;
  readonly access: AccessBook;
  readonly onAir: () => OnAirSource | undefined;
  readonly program: readonly string[];
  readonly turns: PQueue;
};

/**
 * What each kind of task does with its input, which was checked by its schema. What it does it with is imported when it begins:
 * most engines never need it.
 */
export type TaskWorks = { readonly [K in TaskKind]: (input: TaskInput<K>) => TaskWork };

export function taskWorks(parts: TaskWorksParts): TaskWorks {
  const { engine, file, config, access } = parts;
  const originUrls = async () => {
    const chosen = chooseOrigins({}, await config(), engine.root);
    return [...chosen.originUrls, ...chosen.optionalOriginUrls];
  };
  return {
    preflight: () => preflightWork({ ...parts, originUrls }),
    ...childWorks({
      program: parts.program,
      dataDirectory: engine.root,
      configPath: () => file.pathIfAny(),
      keys: () => access.keysLine(),
      originUrls,
    }),
    deliver: deliverWork(engine, config),
    ...handoverWorks(engine),
  };
}
