import { z } from 'zod';
import { type TaskInput, type TaskKind, taskKinds } from '../../../contract/api/task.ts';
import { parseBroadcastName } from '../../../contract/broadcast-name.ts';
import type { KeysLine } from '../../../contract/keys-line.ts';
import { resultOf, runChild } from './run-child.ts';
import type { TaskWork } from './task-registry.ts';

/** What the commands of this program are started with. */
export type OwnCommands = {
  readonly program: readonly string[];
  readonly dataDirectory: string;
  /** The configuration file in use; undefined: none. */
  readonly configPath: () => string | undefined;
  readonly keys: () => KeysLine;
  /** Where a rehearsal broadcasts to, by the settings as they are. */
  readonly originUrls: () => Promise<readonly string[]>;
};

/** A rehearsal has a data directory of its own, on the same disk: the engine owns the other. */
const rehearsals = 'rehearsals';

const decoded = z.looseObject({ mismatched: z.number(), missing: z.number(), segments: z.number() });

/** Tasks that are processes of their own, so that the engine has nothing to do with their reading and hashing. */
export function childWorks(own: OwnCommands) {
  const run = (kind: TaskKind, args: readonly string[], signal: AbortSignal, stopAfterMs?: number) =>
    runChild({
      program: own.program,
      args: [kind, ...args, '--json'],
      input: `${JSON.stringify(own.keys())}\n`,
      signal,
      stopAfterMs,
    });
  const settings = (): string[] => {
    const path = own.configPath();
    return ['--keys-from-stdin', ...(path === undefined ? [] : ['--config', path])];
  };
  return {
    verify: ({ broadcast, deep }: TaskInput<'verify'>): TaskWork => {
      const name = parseBroadcastName(broadcast);
      const args = [name, '--data', own.dataDirectory, ...(deep ? ['--deep'] : []), ...settings()];
      return async ({ signal }) => resultOf(await run('verify', args, signal), taskKinds.verify.result);
    },
    decode:
      ({ playlist, seconds }: TaskInput<'decode'>): TaskWork =>
      async ({ signal }) => {
        const stopAfterMs = seconds === undefined ? undefined : seconds * 1000;
        const report = resultOf(await run('decode', [playlist], signal, stopAfterMs), decoded);
        return { ...report, ok: report.mismatched === 0 && report.missing === 0 };
      },
    rehearse:
      ({ seconds }: TaskInput<'rehearse'>): TaskWork =>
      async ({ signal }) => {
        const origins = (await own.originUrls()).flatMap((url) => ['--origin', url]);
        const place = ['--data', `${own.dataDirectory}/${rehearsals}`, '--duration', String(seconds)];
        const end = await run('rehearse', [...place, ...origins, ...settings()], signal);
        return resultOf(end, taskKinds.rehearse.result);
      },
  };
}
