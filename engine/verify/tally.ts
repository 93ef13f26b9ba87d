import { type ErrorCode, errorTable } from '../../contract/error-codes.ts';
import type { OriginVerifyReport, VerifyProblem } from '../../contract/verify-report.ts';
import type { ExpectedObject } from './expected-object.ts';
import type { ObjectVerdict } from './object-verdict.ts';

/** Adds up what one origin answered. */
export class Tally {
  readonly #url: string;
  readonly #problems: VerifyProblem[] = [];
  readonly #counts = {
    objects: 0,
    verified: 0,
    missing: 0,
    mismatched: 0,
    unanswered: 0,
    verifiedBytes: 0,
    attested: 0,
    readBack: 0,
  };
  #receipt: Pick<OriginVerifyReport, 'receipt' | 'signer'> = { receipt: 'none', signer: null };
  #trouble: OriginVerifyReport['trouble'] = null;
  #unansweredInARow = 0;

  constructor(url: string) {
    this.#url = url;
  }

  get done(): number {
    return this.#counts.objects;
  }

  /** How many objects the origin gave no answer about since it last gave one. */
  get unansweredInARow(): number {
    return this.#unansweredInARow;
  }

  add(object: ExpectedObject, verdict: ObjectVerdict): void {
    this.#counts.objects += 1;
    this.#counts[verdict.kind] += 1;
    this.#unansweredInARow = verdict.kind === 'unanswered' ? this.#unansweredInARow + 1 : 0;
    if (verdict.kind === 'verified') {
      this.#counts.verifiedBytes += object.sizeBytes;
      this.#counts[verdict.proof === 'sha256-attested' ? 'attested' : 'readBack'] += 1;
    } else {
      this.#problems.push({ key: object.key, code: verdict.code, message: verdict.message });
      if (verdict.kind === 'unanswered') this.trouble(verdict.code, verdict.message);
    }
  }

  /** Objects that were not asked about any more. */
  skip(count: number): void {
    this.#counts.objects += count;
    this.#counts.unanswered += count;
  }

  /** Contradictions between things that are there. */
  contradicts(problems: readonly VerifyProblem[]): void {
    this.#counts.mismatched += problems.length;
    this.#problems.push(...problems);
  }

  receipt(receipt: OriginVerifyReport['receipt'], signer: string | null = null): void {
    this.#receipt = { receipt, signer };
  }

  /** Something could not be asked; the first reason stays. */
  trouble(code: ErrorCode, message: string, cure: string = errorTable[code].cure): void {
    this.#trouble ??= { code, message, cure };
  }

  report(listedBy: OriginVerifyReport['listedBy'], pendingFiles: number): OriginVerifyReport {
    const trouble = this.#trouble;
    return {
      url: this.#url,
      listedBy,
      ...this.#counts,
      pendingFiles,
      ...this.#receipt,
      trouble,
      problems: [...this.#problems].sort((a, b) => (a.key < b.key ? -1 : 1)),
    };
  }
}
