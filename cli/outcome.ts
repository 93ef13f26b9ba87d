import { isDelivered } from '../contract/is-delivered.ts';
import { type BroadcastSnapshot, lostSegments, type OriginSnapshot } from '../contract/snapshot.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { isNameTaken, nameTakenWords } from './name-taken.ts';
import { formatBytes, formatCount } from './print.ts';
import type { EngineEnd } from './run-engine.ts';

export type Outcome = {
  readonly end: EngineEnd;
  readonly broadcasts: readonly BroadcastSnapshot[];
  readonly json: boolean;
};

/**
 * Prints how a command that delivers has ended, and sets the exit status: 0 all delivered to every required origin,
 * 3 something is left.
 * @throws SurecastError `MEDIA_LOST` (1) when all is delivered but what was gone or changed on the disk before
 */
export function finish({ end, broadcasts, json }: Outcome): void {
  const delivered = broadcasts.length === 0 ? end === 'delivered' : broadcasts.every(isDelivered);
  const lost = broadcasts.filter((broadcast) => lostSegments(broadcast) > 0);
  process.exitCode = delivered ? 0 : 3;
  if (json)
    process.stdout.write(`${JSON.stringify({ delivered: delivered && lost.length === 0, broadcasts })}\n`);
  else for (const broadcast of broadcasts) process.stdout.write(`${summary(broadcast)}\n`);
  if (delivered && lost.length > 0) throw new SurecastError('MEDIA_LOST', lossOf(lost));
}

function lossOf(broadcasts: readonly BroadcastSnapshot[]): string {
  const count = broadcasts.reduce((sum, broadcast) => sum + lostSegments(broadcast), 0);
  const names = broadcasts.map(({ name }) => name).join(', ');
  return `${formatCount(count, 'segment')} of ${names} ${count === 1 ? 'was' : 'were'} lost: gone or changed on the disk before delivery.`;
}

function summary(broadcast: BroadcastSnapshot): string {
  const gaps = broadcast.variants.reduce((sum, variant) => sum + variant.gaps, 0);
  const seconds = Math.max(...broadcast.variants.map((variant) => variant.seconds));
  const head = `${broadcast.name}: ${seconds.toFixed(1)} s, ${gaps === 0 ? 'nothing lost' : formatCount(gaps, 'gap')}`;
  const lines = broadcast.origins.map((origin) => originLines(broadcast.name, origin));
  return [head, ...lines, ...whatNext(broadcast)].join('\n');
}

function originLines(name: string, origin: OriginSnapshot): string {
  const verified = `${formatCount(origin.verifiedFiles, 'file')} (${formatBytes(origin.verifiedBytes)}) verified`;
  const lost = origin.lostSegments === 0 ? '' : `, ${formatCount(origin.lostSegments, 'segment')} LOST`;
  if (origin.complete) return `  ${origin.url}/${name}/index.m3u8: complete, ${verified}${lost}`;
  const files = `${formatCount(origin.pendingFiles, 'file')} (${formatBytes(origin.pendingBytes)})`;
  const left = origin.optional
    ? `${files} still to go; it is optional, and they stay in the queue`
    : `${files} left in the queue`;
  const trouble = origin.trouble === null ? '' : `\n    ${origin.trouble.message} ${origin.trouble.cure}`;
  return `  ${origin.url}: ${verified}, ${left}${trouble}`;
}

/** What can be done about the rest. */
function whatNext({ origins }: BroadcastSnapshot): string[] {
  const taken = origins.filter(isNameTaken);
  const isDrainable = origins.some((origin) => !origin.complete && !isNameTaken(origin));
  return [
    ...taken.map((origin) => `  ${nameTakenWords(origin)}`),
    ...(isDrainable ? ['  `surecast drain` delivers the rest.'] : []),
  ];
}
