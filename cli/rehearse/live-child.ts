/**
 * The program under rehearsal: broadcasts as `surecast live` does, with its connections through the rehearsal's hops.
 * A process of its own, because it is killed; takes its order from its parent's channel and tells it how far it is.
 */
import { toSurecastError } from '../../contract/surecast-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { openEngine } from '../../engine/open-engine.ts';
import { planLive } from '../../engine/plan-live.ts';
import { type ChildOrder, type FromChild, toChild } from './messages.ts';

const tellEveryMs = 200;

const tell = (message: FromChild): void => void process.send?.(message);

let stop = (): void => undefined;

process.on('message', (message) => {
  const told = toChild.parse(message);
  if (told.type === 'stop') return stop();
  run(told).catch((error: unknown) => {
    const { code, message: words, cure } = toSurecastError(error);
    tell({ type: 'failed', code, message: words, cure });
    process.exitCode = 1;
    process.disconnect?.();
  });
});
// Ctrl-C is for the rehearsal, which then tells us to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function run(order: ChildOrder): Promise<void> {
  const { config } = order;
  const plan = await planLive({
    source: order.source,
    segmentSeconds: config.segmentSeconds ?? 2,
    container: config.container ?? 'ts',
    durationSeconds: order.mostSeconds,
    variants: config.variants,
    encoder: config.encoder,
    stallSeconds: config.stallSeconds ?? 10,
  });
  const engine = await openEngine({
    dataDirectory: order.dataDirectory,
    ...(config.workers && {
      uplinkLimits: { minWorkers: config.workers.min, maxWorkers: config.workers.max },
    }),
    accessOf: (url) => order.access[url],
    connectionOf: (url) => {
      const port = order.hops[url];
      return port === undefined ? undefined : { connectTo: { host: '127.0.0.1', port } };
    },
    listener: (event) => {
      if (event.type === 'source' && event.state === 'adopted') tell({ type: 'adopted' });
    },
  });
  const timer = setInterval(() => tell({ type: 'snapshot', snapshot: engine.snapshot() }), tellEveryMs);
  try {
    await broadcast(engine, order, plan);
    tell({ type: 'snapshot', snapshot: engine.snapshot() });
  } finally {
    clearInterval(timer);
    await engine.close();
    process.disconnect?.();
  }
}

async function broadcast(
  engine: Engine,
  { name, originUrls }: ChildOrder,
  plan: Awaited<ReturnType<typeof planLive>>,
): Promise<void> {
  const row = engine.begin({ name, originUrls, ...plan.broadcast, plan: plan.capture });
  stop = () => engine.stopCapture(row);
  // Without the rehearsal nobody would end the capture.
  const orphaned = new Promise<void>((resolve) => process.once('disconnect', resolve)).then(stop);
  await Promise.race([engine.run(row, plan.capture), orphaned]);
}
