import type { OriginVerifyReport, VerifyReport } from '../../contract/verify-report.ts';
import type { StateWords } from '../format/state-words.ts';

/** What asking again gave, in one line. */
export function verdict({ ok, origins }: VerifyReport): StateWords {
  if (ok) return { tone: 'good', icon: 'check', word: 'Everything asked about is there and matches.' };
  const differing = origins.reduce((sum, origin) => sum + origin.missing + origin.mismatched, 0);
  if (differing === 0)
    return { tone: 'warn', icon: 'warning', word: 'Not verified: not all could be asked.' };
  const objects = `${differing} ${differing === 1 ? 'object does' : 'objects do'}`;
  return { tone: 'bad', icon: 'cross', word: `${objects} not match what was recorded.` };
}

/** What one origin was found to hold, a line for each number that is not 0. */
export function findings(origin: OriginVerifyReport): readonly string[] {
  const list = origin.listedBy === 'catalog' ? 'by the catalog' : 'by the receipt';
  const counts: readonly (readonly [number, string])[] = [
    [origin.attested, 'proved by the origin’s own SHA-256'],
    [origin.readBack, 'proved by reading back'],
    [origin.missing, 'missing'],
    [origin.mismatched, 'different'],
    [origin.unanswered, 'without an answer'],
    [origin.pendingFiles, 'still to be delivered'],
  ];
  return [
    `${origin.verified} of ${origin.objects} objects verified, as listed ${list}`,
    ...counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`),
    receiptFinding(origin),
  ];
}

function receiptFinding({ receipt, signer }: OriginVerifyReport): string {
  switch (receipt) {
    case 'valid':
      return `Receipt valid, signed with key ${signer?.slice(0, 16) ?? 'unknown'}`;
    case 'invalid':
      return 'Receipt NOT valid';
    case 'missing':
      return 'Receipt missing';
    case 'none':
      return 'No receipt yet: the broadcast is not complete there';
    case 'unanswered':
      return 'Receipt: no answer';
  }
}
