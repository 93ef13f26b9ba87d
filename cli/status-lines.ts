import { isDelivered } from '../contract/is-delivered.ts';
import type { BroadcastSnapshot, OriginSnapshot } from '../contract/snapshot.ts';
import { alignColumns } from './columns.ts';
import { isNameTaken, nameTakenWords } from './name-taken.ts';
import { formatBytes, formatCount, formatDuration } from './print.ts';

/** A broadcast as a block of lines for a person. */
export function describeBroadcast(broadcast: BroadcastSnapshot, running: boolean): string {
  const started = `began ${broadcast.startedAt.slice(0, 19)}Z`;
  const rows = broadcast.variants.map((variant) => [
    `  ${variant.name}`,
    formatDuration(variant.seconds),
    formatCount(variant.segments, 'segment'),
    variant.gaps === 0 ? 'nothing lost' : `${formatCount(variant.gaps, 'gap')} (lost)`,
  ]);
  return [
    `${broadcast.name}  ${phaseWords(broadcast, running)}, ${started}`,
    ...alignColumns(rows),
    ...broadcast.origins.flatMap((origin) => originLines(origin)),
  ].join('\n');
}

function phaseWords(broadcast: BroadcastSnapshot, running: boolean): string {
  const { phase } = broadcast;
  if (phase === 'complete') return 'complete: delivered, verified, receipt signed';
  if (broadcast.handedOverAt !== null)
    return `handed over ${broadcast.handedOverAt.slice(0, 19)}Z, to be delivered elsewhere`;
  if (phase === 'delivering' && isDelivered(broadcast)) return 'delivered, but an optional origin lacks some';
  if (running) return phase;
  return phase === 'capturing' ? 'interrupted while capturing' : 'captured, not all delivered';
}

function originLines(origin: OriginSnapshot): string[] {
  const verified = `${formatCount(origin.verifiedFiles, 'file')} (${formatBytes(origin.verifiedBytes)}) verified`;
  const facts = [
    origin.complete ? `complete, ${verified}` : verified,
    ...(origin.pendingFiles === 0 ? [] : [pendingWords(origin)]),
    ...(origin.blockedFiles === 0 ? [] : [`${formatCount(origin.blockedFiles, 'file')} BLOCKED`]),
    ...(origin.lostFiles === 0 ? [] : [`${formatCount(origin.lostFiles, 'file')} LOST`]),
  ];
  const { trouble } = origin;
  const why = trouble === null ? [] : [`    ${trouble.message} (${trouble.code})`, `    ${trouble.cure}`];
  if (isNameTaken(origin)) why.push(`    ${nameTakenWords(origin)}`);
  return [`  ${origin.url}${origin.optional ? ' (optional)' : ''}`, `    ${facts.join(', ')}`, ...why];
}

function pendingWords(origin: OriginSnapshot): string {
  const waiting = `${formatCount(origin.pendingFiles, 'file')} (${formatBytes(origin.pendingBytes)}) to go`;
  const age = origin.oldestUnverifiedSeconds;
  return age === null ? waiting : `${waiting}, the oldest since ${formatDuration(age)}`;
}
