import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import type { EdgeDecision } from './edge-hooks.ts';
import type { PlainDecision, PlainError } from './thread-messages.ts';

/** An error as it goes from thread to thread, where a class would be lost. */
export function toPlainError(error: unknown): PlainError {
  const { code, message, cure } = toSurecastError(error);
  return { code, message, cure };
}

export const fromPlainError = ({ code, message, cure }: PlainError): SurecastError =>
  new SurecastError(code, message, { cure });

export const toPlainDecision = (decision: EdgeDecision): PlainDecision =>
  decision.kind === 'denied' ? { ...decision, error: toPlainError(decision.error) } : decision;

export const fromPlainDecision = (decision: PlainDecision): EdgeDecision =>
  decision.kind === 'denied' ? { ...decision, error: fromPlainError(decision.error) } : decision;
