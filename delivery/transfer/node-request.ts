import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { clockCause } from '../identity/clock-cause.ts';
import type { NodePools } from './node-pools.ts';

/** One request to another node. */
export type NodeRequest = {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readable;
  readonly headersTimeoutMs: number;
  /** Given up when this aborts, with its reason. */
  readonly signal: AbortSignal;
  /** Until the answer has begun, the request's body included; undefined: `headersTimeoutMs` behind it. */
  readonly deadlineMs?: number;
};

export type NodeAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
};

/** @throws SurecastError NODE_UNREACHABLE when no answer began, or the signal's reason */
export async function askNode(
  pools: NodePools,
  server: AnsweredServer,
  asked: NodeRequest,
): Promise<NodeAnswer> {
  const { method, path, headers, body, headersTimeoutMs, signal, deadlineMs } = asked;
  signal.throwIfAborted();
  const ended =
    deadlineMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  try {
    const request = { method, path, headers, headersTimeout: headersTimeoutMs, signal: ended };
    const answer = await pools.of(server).request({ ...request, ...(body !== undefined && { body }) });
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw unreachable(server, error);
  }
}

export const unreachable = (server: AnsweredServer, cause: unknown): SurecastError =>
  new SurecastError(
    'NODE_UNREACHABLE',
    `${server.name} at ${server.nodeUrl} does not answer: ${clockCause(cause) ?? (cause instanceof Error ? cause.message : String(cause))}.`,
    { cause },
  );

const errorBody = z.object({ code: z.string().max(60), message: z.string().max(1_000) });
const largestErrorBytes = 64 * 1024;

/** What an answer that is none of those expected says. Reads it to its end. */
export async function refusedBy(server: AnsweredServer, answer: NodeAnswer): Promise<SurecastError> {
  const said = await readError(answer.body);
  const words = said === undefined ? 'without a word of its own' : `${said.code}: ${said.message}`;
  return new SurecastError('NODE_REFUSED', `${server.name} answers ${answer.status}, ${words}`);
}

async function readError(body: Readable): Promise<z.infer<typeof errorBody> | undefined> {
  try {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > largestErrorBytes) return undefined;
    }
    return errorBody.parse(JSON.parse(Buffer.concat(pieces).toString()));
  } catch {
    return undefined;
  }
}
