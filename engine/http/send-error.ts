import type { FastifyReply } from 'fastify';
import type { ApiError } from '../../contract/api/routes.ts';
import type { ErrorCode } from '../../contract/error-codes.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import { statusOfError } from './error-status.ts';

/** Answers with an error's code, sentence and cure, never with where in the program it arose. */
export async function sendError(reply: FastifyReply, thrown: unknown): Promise<void> {
  const { code, message, cure } = fromFastify(thrown) ?? toSurecastError(thrown);
  const shown = code === 'INTERNAL' ? 'The request met a fault in the program.' : message;
  const error: ApiError = { code, message: shown, cure };
  await reply.code(statusOfError(code)).header('cache-control', 'no-store').send(error);
}

/** What fastify itself refuses: a body that is too large, not JSON, of no type that is taken. */
function fromFastify(thrown: unknown): SurecastError | undefined {
  if (!(thrown instanceof Error) || !('statusCode' in thrown) || thrown instanceof SurecastError)
    return undefined;
  const code = codeOfStatus[String(thrown.statusCode)];
  return (
    code && new SurecastError(code, `The request can't be taken: ${thrown.message.replace(/\.?$/, '.')}`)
  );
}

const codeOfStatus: Record<string, ErrorCode> = {
  400: 'REQUEST_INVALID',
  404: 'NOTHING_HERE',
  405: 'REQUEST_INVALID',
  413: 'REQUEST_TOO_LARGE',
  414: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_INVALID',
  429: 'TOO_MANY_REQUESTS',
};
