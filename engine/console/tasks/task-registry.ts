import { randomUUID } from 'node:crypto';
import type { Task, TaskKind } from '../../../contract/api/task.ts';
import { SurecastError, toSurecastError } from '../../../contract/surecast-error.ts';

/** What a task does. Rejects, or gives its result early, when `signal` aborts. */
export type TaskWork = (job: {
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (progress: number) => void;
}) => Promise<unknown>;

export type TaskRegistryOptions = {
  /** Ended tasks are forgotten when there are more, the oldest first. */
  readonly keptTasks?: number;
  /** A task began, got on by a hundredth at least, or ended. */
  readonly onChange: (task: Task) => void;
};

type Entry = { task: Task; readonly control: AbortController; readonly ended: Promise<void> };

const defaultKeptTasks = 20;

/** The tasks that run, and the last ones that have ended. */
export class TaskRegistry {
  readonly #options: TaskRegistryOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: TaskRegistryOptions) {
    this.#options = options;
  }

  /** The newest last. */
  list(): Task[] {
    return [...this.#entries.values()].map(({ task }) => task);
  }

  running(): TaskKind[] {
    return this.list().flatMap(({ kind, state }) => (state === 'running' ? [kind] : []));
  }

  /** @param broadcasts what it is about */
  start(kind: TaskKind, broadcasts: string[], work: TaskWork): Task {
    const id = randomUUID();
    const control = new AbortController();
    const startedAt = new Date().toISOString();
    const unknown = { progress: null, result: null, error: null };
    const task: Task = { id, kind, broadcasts, state: 'running', startedAt, ...unknown };
    const entry: Entry = {
      task,
      control,
      // Begun in a turn of its own, so that whoever started it knows of it before its news.
      ended: Promise.resolve().then(() => this.#follow(id, work, control.signal)),
    };
    this.#entries.set(id, entry);
    this.#options.onChange(task);
    return task;
  }

  /**
   * Asks a task to end; it ends as `cancelled` as soon as it has let go of what it holds.
   * @throws SurecastError `TASK_UNKNOWN`
   */
  cancel(id: string): Task {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new SurecastError('TASK_UNKNOWN', 'There is no such task.');
    entry.control.abort();
    return entry.task;
  }

  /** Cancels what runs, of some kinds or of all, and waits for its end. */
  async end(kinds?: readonly TaskKind[]): Promise<void> {
    const chosen = [...this.#entries.values()].filter(({ task }) => kinds?.includes(task.kind) ?? true);
    for (const { control } of chosen) control.abort();
    await Promise.all(chosen.map(({ ended }) => ended));
  }

  async #follow(id: string, work: TaskWork, signal: AbortSignal): Promise<void> {
    const onProgress = (progress: number): void => this.#progressed(id, progress);
    try {
      signal.throwIfAborted();
      const result = await work({ signal, onProgress });
      this.#become(id, signal.aborted ? { state: 'cancelled' } : { state: 'done', progress: 1, result });
    } catch (error) {
      if (signal.aborted) return this.#become(id, { state: 'cancelled' });
      const { code, message, cure } = toSurecastError(error);
      this.#become(id, { state: 'failed', error: { code, message, cure } });
    } finally {
      this.#forgetOldest();
    }
  }

  #progressed(id: string, progress: number): void {
    const entry = this.#entries.get(id);
    const before = entry?.task.progress ?? 0;
    if (entry?.task.state !== 'running' || (progress < 1 && progress - before < 0.01)) return;
    this.#become(id, { progress: Math.min(1, progress) });
  }

  #become(id: string, change: Partial<Task>): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.task = { ...entry.task, ...change };
    this.#options.onChange(entry.task);
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { task }]) => task.state !== 'running');
    const excess = ended.length - (this.#options.keptTasks ?? defaultKeptTasks);
    for (const [id] of ended.slice(0, Math.max(0, excess))) this.#entries.delete(id);
  }
}
