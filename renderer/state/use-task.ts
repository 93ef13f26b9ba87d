import { useState } from 'react';
import type { Task, TaskInput, TaskKind, TaskResult } from '../../contract/api/task.ts';
import { asCallError, type CallError, call } from '../api/call.ts';
import { newestTask, withTask } from './console-state.ts';
import { consoleStore } from './console-store.ts';
import { useStore } from './use-store.ts';

/** The newest task of its kind that is known, whichever page started it. */
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

/**
 * Starts a task and follows it by the events.
 * @param broadcast only a task that is about it
 */
export function useTask<K extends TaskKind>(kind: K, broadcast?: string): TaskRun<K> {
  const [refusal, setRefusal] = useState<CallError | null>(null);
  const [isAsking, setAsking] = useState(false);
  const task = useStore(consoleStore, ({ tasks }) => newestTask(tasks, kind, broadcast));
  const attempt = async (work: () => Promise<Task>): Promise<void> => {
    setAsking(true);
    setRefusal(null);
    try {
      const answer = await work();
      const state = consoleStore.get();
      consoleStore.set({ ...state, tasks: withTask(state.tasks, answer) });
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
