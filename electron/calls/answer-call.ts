import {
  type DesktopCall,
  type DesktopInput,
  type DesktopOutput,
  desktopCalls,
} from '../../contract/desktop.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import { isTrustedSender, type SenderFrame } from '../security/trusted-sender.ts';

/** Who serves which call of the table. */
export type CallHandlers = {
  readonly [C in DesktopCall]: (input: DesktopInput<C>) => DesktopOutput<C> | Promise<DesktopOutput<C>>;
};

type AnyResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { code: string; message: string; cure: string } };

/**
 * Answers what came over the call channel, whoever sent it and whatever it is: the sender's frame first, then the name, then the
 * input by the call's schema. Never throws; the output is checked too, so that nothing more than the table says reaches the page.
 */
export async function answerCall(
  handlers: CallHandlers,
  frame: SenderFrame | null,
  name: unknown,
  input: unknown,
): Promise<AnyResult> {
  try {
    if (!isTrustedSender(frame))
      throw new SurecastError('REQUEST_FOREIGN', 'Only the console itself may ask this.');
    if (!isCall(name)) throw new SurecastError('REQUEST_INVALID', 'There is no such call.');
    const parsed = desktopCalls[name].input.safeParse(input);
    if (!parsed.success) throw new SurecastError('REQUEST_INVALID', `The input of ${name} makes no sense.`);
    // The name picked both the schema and the handler, which the types can't follow.
    const handler = handlers[name] as (input: unknown) => unknown;
    return { ok: true, value: desktopCalls[name].output.parse(await handler(parsed.data)) };
  } catch (thrown) {
    const { code, message, cure } = toSurecastError(thrown);
    return { ok: false, error: { code, message, cure } };
  }
}

function isCall(name: unknown): name is DesktopCall {
  return typeof name === 'string' && Object.hasOwn(desktopCalls, name);
}
