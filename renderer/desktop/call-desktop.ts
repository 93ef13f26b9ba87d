import type { DesktopCall, DesktopInput, DesktopOutput, SurecastDesktop } from '../../contract/desktop.ts';
import { CallError } from '../api/call.ts';

declare global {
  interface Window {
    /** There in the desktop window alone. */
    readonly surecastDesktop?: SurecastDesktop;
  }
}

/** Whether the page stands in the desktop window. */
export const isInDesktop = (): boolean => window.surecastDesktop !== undefined;

/** Calls the desktop shell. @throws {CallError} with code, sentence and cure; also where there is none */
export async function callDesktop<C extends DesktopCall>(
  name: C,
  input: DesktopInput<C>,
): Promise<DesktopOutput<C>> {
  const answer = await window.surecastDesktop?.call(name, input);
  if (answer?.ok === true) return answer.value;
  throw new CallError(0, answer?.error ?? noDesktop);
}

const noDesktop = {
  code: 'NO_DESKTOP',
  message: 'This page stands in a browser.',
  cure: 'Open it in the desktop app.',
};
