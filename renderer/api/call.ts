import type { z } from 'zod';
import type { ApiError, RouteName, routes } from '../../contract/api/routes.ts';
import { requestUrl } from './request-url.ts';
import { routeTable } from './route-table.ts';

type Routes = typeof routes;
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Part<N extends RouteName, Name extends 'params' | 'query' | 'body'> = Name extends keyof Routes[N]
  ? { readonly [K in Name]: InputOf<Routes[N][Name]> }
  : unknown;

/** What a route is asked with. */
export type CallInput<N extends RouteName> = Part<N, 'params'> & Part<N, 'query'> & Part<N, 'body'>;
/** What a route answers with. */
export type Answer<N extends RouteName> = z.output<Routes[N]['response']>;

/** A refusal or failure, with what the engine says about it. `status` 0: there was no answer. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  readonly cure: string;
  constructor(status: number, { code, message, cure }: ApiError) {
    super(message);
    this.status = status;
    this.code = code;
    this.cure = cure;
  }
}

const noAnswer: ApiError = {
  code: 'NO_ANSWER',
  message: 'The engine does not answer.',
  cure: 'Look whether it runs and whether the network between it and this page is up. This page tries again by itself.',
};

type Parts = {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
};

/** Calls a route of the engine's API. @throws {CallError} with code, sentence and cure */
export async function call<N extends RouteName>(
  name: N,
  ...[input, signal]: unknown extends CallInput<N>
    ? [input?: undefined, signal?: AbortSignal]
    : [input: CallInput<N>, signal?: AbortSignal]
): Promise<Answer<N>> {
  const [method, path] = routeTable[name];
  const { params, query, body } = (input ?? {}) as Parts;
  const response = await fetch(requestUrl(path, params, query), {
    method,
    credentials: 'same-origin',
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((thrown: unknown) => {
    throw signal?.aborted === true ? thrown : new CallError(0, noAnswer);
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new CallError(response.status, errorOf(answer, response.status));
  return answer as Answer<N>;
}

function errorOf(answer: unknown, status: number): ApiError {
  const { code, message, cure } = (answer ?? {}) as Partial<ApiError>;
  if (typeof code === 'string' && typeof message === 'string') return { code, message, cure: cure ?? '' };
  return { ...noAnswer, code: `HTTP_${status}`, message: `The engine answers with status ${status}.` };
}

/** What went wrong, for a person, whatever was thrown. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CallError(0, { code: 'INTERNAL', message, cure: 'Load the page again.' });
}
