import { type TaskInput, type TaskKind, type TaskRequest, taskKinds } from '../../../contract/api/task.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';
import type { Handlers } from '../../http/handlers.ts';
import { taskRefusal } from './admission.ts';
import type { TaskRegistry, TaskWork } from './task-registry.ts';
import type { TaskWorks } from './task-works.ts';

export type TaskParts = {
  readonly tasks: TaskRegistry;
  readonly works: TaskWorks;
  readonly isOnAir: () => boolean;
};

/** What takes longer than a request should. */
export function taskHandlers({
  tasks,
  works,
  isOnAir,
}: TaskParts): Pick<Handlers, 'tasks' | 'startTask' | 'cancelTask'> {
  return {
    tasks: () => tasks.list(),
    startTask: ({ body }) => {
      const { work, broadcasts } = workFor(works, body);
      const refusal = taskRefusal(body.kind, { isOnAir: isOnAir(), running: tasks.running() });
      if (refusal !== undefined) throw refusal;
      return tasks.start(body.kind, broadcasts, work);
    },
    cancelTask: ({ params }) => tasks.cancel(params.id),
  };
}

type ChosenWork = { readonly work: TaskWork; readonly broadcasts: string[] };

/** A kind's work takes what its own schema gives: the one place where their types are let go. */
function workFor(works: TaskWorks, { kind, input }: TaskRequest): ChosenWork {
  const parsed = taskKinds[kind].input.safeParse(input ?? {});
  if (parsed.success)
    return {
      work: (works[kind] as (input: unknown) => TaskWork)(parsed.data),
      broadcasts: broadcastsIn(parsed.data),
    };
  const words = parsed.error.issues.map(({ path, message }) => `${['input', ...path].join('.')}: ${message}`);
  throw new SurecastError(
    'REQUEST_INVALID',
    `A task of the kind ${kind} can’t be started so: ${words.join('; ')}.`,
  );
}

/** The broadcasts that an input names. */
function broadcastsIn(input: TaskInput<TaskKind>): string[] {
  if ('broadcasts' in input) return input.broadcasts;
  return 'broadcast' in input && input.broadcast !== undefined ? [input.broadcast] : [];
}
