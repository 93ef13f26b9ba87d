import { errorTable } from '../../contract/error-codes.ts';
import type { PreflightCheck } from '../../contract/preflight-report.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';

/** What a check found, without the name that it goes by. */
export type Finding = Omit<PreflightCheck, 'name' | 'subject'>;
type Measured = Finding['measured'];

export function fine(message: string, measured: Measured = {}): Finding {
  return { status: 'ok', message, cure: null, code: null, measured };
}

export function doubtful(message: string, cure: string, measured: Measured = {}): Finding {
  return { status: 'warn', message, cure, code: null, measured };
}

export function bad(message: string, cure: string, measured: Measured = {}): Finding {
  return { status: 'fail', message, cure, code: null, measured };
}

export function skipped(why: string): Finding {
  return { status: 'skip', message: why, cure: null, code: null, measured: {} };
}

/** What was thrown, as the finding of the check that threw it. */
export function failed(thrown: unknown): Finding {
  const { code, message, cure } =
    thrown instanceof OriginFailure
      ? { code: thrown.code, message: thrown.message, cure: errorTable[thrown.code].cure }
      : toSurecastError(thrown);
  return { status: 'fail', message, cure, code, measured: {} };
}
