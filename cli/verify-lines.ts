import { type ErrorCode, errorTable } from '../contract/error-codes.ts';
import type { OriginVerifyReport, VerifyReport } from '../contract/verify-report.ts';
import { formatBytes, formatCount } from './print.ts';

/** 0 all matches, 4 something does not, else the status of what kept an origin from being asked (1 or 2). */
export function verifyExitStatus({ origins }: VerifyReport): 0 | 1 | 2 | 3 | 4 {
  const troubles = origins.flatMap(({ trouble }) => (trouble === null ? [] : [exitOf(trouble.code)]));
  const isDifferent = origins.some((origin) => origin.missing + origin.mismatched > 0);
  if (isDifferent || troubles.includes(4)) return 4;
  return troubles[0] ?? 0;
}

function exitOf(code: string): 1 | 2 | 3 | 4 {
  return isErrorCode(code) ? errorTable[code].exit : 1;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorTable, code);

/** What was checked, how, and the result; one line for each object that is not as it should be. */
export function describeVerification(report: VerifyReport): string {
  const blocks = report.origins.map((origin) => originLines(report, origin).join('\n'));
  return [...blocks, verdict(report)].join('\n');
}

function verdict(report: VerifyReport): string {
  if (report.ok) return `${report.broadcast}: all matches.`;
  const differing = report.origins.reduce((sum, origin) => sum + origin.missing + origin.mismatched, 0);
  if (differing === 0) return `${report.broadcast}: NOT VERIFIED, not all could be asked.`;
  return `${report.broadcast}: DOES NOT MATCH, ${formatCount(differing, 'problem')}.`;
}

function originLines(report: VerifyReport, origin: OriginVerifyReport): string[] {
  const { trouble } = origin;
  return [
    `${report.broadcast} at ${origin.url}`,
    ...(origin.objects === 0 ? [] : [`  ${asked(report, origin)}`, `  ${counts(origin)}`]),
    ...receiptLines(origin),
    ...(origin.pendingFiles === 0
      ? []
      : [`  ${formatCount(origin.pendingFiles, 'file')} still to be delivered`]),
    ...origin.problems.map((problem) => `  ${problem.code}  ${problem.message}`),
    ...(trouble === null ? [] : [`  ${trouble.code}  ${trouble.message}`, `  ${trouble.cure}`]),
  ];
}

function asked(report: VerifyReport, origin: OriginVerifyReport): string {
  const list = origin.listedBy === 'catalog' ? 'in the catalog' : 'on the receipt';
  const how = report.deep
    ? 'each read back whole and hashed here'
    : 'each asked about in a request of its own';
  return `${formatCount(origin.objects, 'object')} ${list}, ${how}`;
}

function counts(origin: OriginVerifyReport): string {
  const proofs = [
    ...(origin.attested > 0 ? [`${origin.attested} by the origin's own SHA-256`] : []),
    ...(origin.readBack > 0 ? [`${origin.readBack} by reading back`] : []),
  ].join(', ');
  const more: readonly (readonly [number, string])[] = [
    [origin.missing, 'MISSING'],
    [origin.mismatched, 'DIFFERENT'],
    [origin.unanswered, 'not answered'],
  ];
  return [
    `${origin.verified} verified (${formatBytes(origin.verifiedBytes)}${proofs === '' ? '' : `; ${proofs}`})`,
    ...more.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`),
  ].join(', ');
}

function receiptLines({ receipt, signer }: OriginVerifyReport): string[] {
  switch (receipt) {
    case 'valid':
      return [`  receipt valid, signed with key ${signer?.slice(0, 16)}`];
    case 'invalid':
      return ['  receipt NOT VALID'];
    case 'missing':
      return ['  receipt MISSING'];
    case 'none':
      return ['  no receipt yet: the broadcast is not complete here'];
    case 'unanswered':
      return [];
  }
}
