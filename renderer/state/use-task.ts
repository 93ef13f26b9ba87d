import { useState } from 'react';
import type { Task, TaskInput, TaskKind, TaskResult } from '../../contract/api/task.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { withTask } from './console-state.ts';
import { consoleStore } from './console-store.ts';
import { createStore } from './store.ts';
import { useStore } from './use-store.ts';

/** A task that this page started, or the newest of its kind that is known. */
export type TaskRun<K extends TaskKind> = {
  readonly task: Task | null;
  /** Once it is done. */
  readonly result: TaskResult<K> | null;
  /** Why it could not be started, or how it ended. */
  readonly error: Pick<CallError, 'code' | 'message' | 'cure'> | null;
  readonly running: boolean;
  readonly start: (input: TaskInput<K>) => Promise<void>;
  readonly cancel: () => Promise<void>;
};

/** The tasks that this page started, by kind and what they are about: another visit of a screen finds them again. */
const startedTasks = createStore<Readonly<Record<string, string>>>({});

/**
 * Starts a task and follows it by the events.
 * @param about of several of one kind, such as a broadcast's name: then only the one that this page started for it
 */
export function useTask<K extends TaskKind>(kind: K, about?: string): TaskRun<K> {
  const key = `${kind} ${about ?? ''}`;
  const id = useStore(startedTasks, (ids) => ids[key]);
  const [refusal, setRefusal] = useState<CallError | null>(null);
  const [isAsking, setAsking] = useState(false);
  const task = useStore(consoleStore, ({ tasks }) => {
    if (id === undefined && about !== undefined) return null;
    return tasks.findLast((one) => one.kind === kind && (id === undefined || one.id === id)) ?? null;
  });
  const attempt = async (work: () => Promise<Task>): Promise<void> => {
    setAsking(true);
    setRefusal(null);
    try {
      const answer = await work();
      const state = consoleStore.get();
      consoleStore.set({ ...state, tasks: withTask(state.tasks, answer) });
      startedTasks.set({ ...startedTasks.get(), [key]: answer.id });
    } catch (thrown) {
      setRefusal(asCallError(thrown));
    } finally {
      setAsking(false);
    }
  };
  return {
    task,
    result: task?.state === 'done' ? (task.result as TaskResult<K>) : null,
    error: refusal ?? task?.error ?? null,
    // Also before the answer: what an earlier one found is not taken for what this one finds.
    running: isAsking || task?.state === 'running',
    start: (input) => attempt(() => call('startTask', { body: { kind, input } })),
    cancel: async () => {
      if (task !== null) await attempt(() => call('cancelTask', { params: { id: task.id } }));
    },
  };
}
