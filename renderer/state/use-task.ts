import { useState } from 'react';
import type { Task, TaskInput, TaskKind, TaskResult } from '../../contract/api/task.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { withTask } from './console-state.ts';
import { consoleStore } from './console-store.ts';
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

/** Starts a task and follows it by the events. */
export function useTask<K extends TaskKind>(kind: K): TaskRun<K> {
  const [id, setId] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<CallError | null>(null);
  const task = useStore(
    consoleStore,
    ({ tasks }) => tasks.findLast((one) => one.kind === kind && (id === null || one.id === id)) ?? null,
  );
  const attempt = async (work: () => Promise<Task>): Promise<void> => {
    try {
      setRefusal(null);
      const answer = await work();
      const state = consoleStore.get();
      consoleStore.set({ ...state, tasks: withTask(state.tasks, answer) });
      setId(answer.id);
    } catch (thrown) {
      setRefusal(asCallError(thrown));
    }
  };
  return {
    task,
    result: task?.state === 'done' ? (task.result as TaskResult<K>) : null,
    error: refusal ?? task?.error ?? null,
    running: task?.state === 'running',
    start: (input) => attempt(() => call('startTask', { body: { kind, input } })),
    cancel: async () => {
      if (task !== null) await attempt(() => call('cancelTask', { params: { id: task.id } }));
    },
  };
}
