import type { TaskInput } from '../../../contract/api/task.ts';
import { parseBroadcastName } from '../../../contract/broadcast-name.ts';
import type { Config } from '../../../contract/config.ts';
import { isDelivered } from '../../../contract/is-delivered.ts';
import type { Engine } from '../../engine.ts';
import { nameOfRecording } from '../../recording-name.ts';
import { chooseOrigins } from '../../session/origin-choice.ts';
import type { TaskWork } from './task-registry.ts';

/** Delivers a recording as `surecast deliver` does. Cancelled, it packages no more; what was packaged is delivered. */
export function deliverWork(
  engine: Engine,
  config: () => Promise<Config>,
): (input: TaskInput<'deliver'>) => TaskWork {
  return ({ file, copy, broadcast: chosen }) => {
    const name = parseBroadcastName(chosen ?? nameOfRecording(file));
    return async ({ signal }) => {
      const { segmentSeconds = 2, container = 'ts', ...settings } = await config();
      const { planDeliver } = await import('../../plan-deliver.ts');
      const plan = await planDeliver({ file, copy, segmentSeconds, container });
      signal.throwIfAborted();
      const origins = chooseOrigins({}, settings, engine.root);
      const row = engine.begin({ name, ...origins, ...plan.broadcast, plan: plan.capture });
      const running = engine.run(row, plan.capture);
      const cancelled = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      const stopped = cancelled.then(() => {
        engine.stopCapture(row);
        return engine.captureSettled(name);
      });
      // Of a cancelled one the rest is delivered without the task: it may have to wait for its origin.
      running.catch(() => undefined);
      await Promise.race([running, stopped]);
      const snapshot = engine.broadcastIfAny(name);
      return { broadcast: name, delivered: snapshot !== undefined && isDelivered(snapshot) };
    };
  };
}
