import type { BroadcastSnapshot } from '../contract/snapshot.ts';
import { formatBytes, formatCount } from './print.ts';
import type { EngineEnd } from './run-engine.ts';

export type Outcome = {
  readonly end: EngineEnd;
  readonly broadcasts: readonly BroadcastSnapshot[];
  readonly json: boolean;
};

/** Prints how a command that delivers has ended, and sets the exit status: 0 all delivered, 3 something is left. */
export function finish({ end, broadcasts, json }: Outcome): void {
  const isDelivered = end === 'delivered' && broadcasts.every((broadcast) => broadcast.phase === 'complete');
  process.exitCode = isDelivered ? 0 : 3;
  if (json) process.stdout.write(`${JSON.stringify({ delivered: isDelivered, broadcasts })}\n`);
  else for (const broadcast of broadcasts) process.stdout.write(`${summary(broadcast)}\n`);
}

function summary(broadcast: BroadcastSnapshot): string {
  const lines = broadcast.origins.map((origin) => {
    const verified = `${formatCount(origin.verifiedFiles, 'file')} (${formatBytes(origin.verifiedBytes)}) verified`;
    if (origin.complete) return `  ${origin.url}/${broadcast.name}/index.m3u8: complete, ${verified}`;
    const left = `${formatCount(origin.pendingFiles, 'file')} (${formatBytes(origin.pendingBytes)}) left in the queue`;
    const trouble = origin.trouble === null ? '' : `\n    ${origin.trouble.message} ${origin.trouble.cure}`;
    return `  ${origin.url}: ${verified}, ${left}${trouble}`;
  });
  const gaps = broadcast.variants.reduce((sum, variant) => sum + variant.gaps, 0);
  const seconds = Math.max(...broadcast.variants.map((variant) => variant.seconds));
  const head = `${broadcast.name}: ${seconds.toFixed(1)} s, ${gaps === 0 ? 'nothing lost' : formatCount(gaps, 'gap')}`;
  const isComplete = broadcast.phase === 'complete';
  return [head, ...lines, ...(isComplete ? [] : ['  `surecast drain` delivers the rest.'])].join('\n');
}
