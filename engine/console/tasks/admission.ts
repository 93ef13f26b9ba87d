import type { TaskKind } from '../../../contract/api/task.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';

/** They take source, processor or uplink from a broadcast on air. */
const disturbing: readonly TaskKind[] = ['rehearse', 'deliver'];

/** Of these, one at a time: they take the same source. */
const ofTheSource: readonly TaskKind[] = ['preflight', 'rehearse'];

/** More than a person looks after; each may be a process of its own. */
const mostRunning = 6;

/** Why a task may not start now; undefined: it may. Pure. */
export function taskRefusal(
  kind: TaskKind,
  now: { readonly isOnAir: boolean; readonly running: readonly TaskKind[] },
): SurecastError | undefined {
  if (now.isOnAir && disturbing.includes(kind))
    return new SurecastError('TASK_WHILE_LIVE', `A broadcast is on air: ${kind} has to wait.`);
  const rivals = ofTheSource.includes(kind) ? ofTheSource : kind === 'deliver' ? [kind] : [];
  const rival = now.running.find((each) => rivals.includes(each));
  if (rival !== undefined) return new SurecastError('TASK_RUNNING', `A task of the kind ${rival} runs.`);
  if (now.running.length < mostRunning) return undefined;
  return new SurecastError('TASK_RUNNING', `${mostRunning} tasks run, which is all at a time.`);
}
