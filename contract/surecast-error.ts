import { type ErrorCode, errorTable } from './error-codes.ts';
import { pathTrouble } from './path-trouble.ts';

/**
 * The one error type that reaches a person: a code from the table, a sentence, and a cure.
 * Anything else that is thrown is a path that the system refuses, or a fault of ours, wrapped as `INTERNAL` at the boundary.
 */
export class SurecastError extends Error {
  override readonly name = 'SurecastError';
  readonly code: ErrorCode;
  readonly cure: string;

  /** @param message one sentence that names the thing concerned; `cure` replaces the table's general one. */
  constructor(code: ErrorCode, message: string, options: { cure?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.cure = options.cure ?? errorTable[code].cure;
  }

  /** Exit status of a command that this error ends. */
  get exitStatus(): number {
    return errorTable[this.code].exit;
  }
}

/** Wraps whatever was thrown, so that a boundary always has a code, a sentence and a cure to show. */
export function toSurecastError(thrown: unknown): SurecastError {
  if (thrown instanceof SurecastError) return thrown;
  const refused = pathTrouble(thrown);
  if (refused !== undefined) return new SurecastError(refused.code, refused.message, { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SurecastError('INTERNAL', message, { cause: thrown });
}
