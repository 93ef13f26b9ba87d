import { certificateByClock } from '../contract/clock-words.ts';
import { proxyFor, type Variables } from '../contract/proxy-choice.ts';
import { createDispatcher } from './dispatcher.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchHttp } from './fetch-http.ts';
import type { Fetched, FetchRequest } from './fetch-request.ts';
import { ResourceFailure } from './resource-failure.ts';
import { watchForStall } from './stall-watch.ts';
import { systemErrorCode } from './system-error-code.ts';

/** Fetches resources, one attempt a call. */
export type ResourceFetcher = {
  /** @throws ResourceFailure; SurecastError `PROXY_INVALID`; the signal's reason when it aborts. */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<Fetched>;
  /** Ends what is under way and frees the connections. */
  close(): Promise<void>;
};

/** @param stallMs how long a transfer may stand still. @param variables that may name a proxy */
export function createResourceFetcher(stallMs: number, variables: Variables = process.env): ResourceFetcher {
  const agent = createDispatcher(stallMs, variables);
  return {
    fetch: async (request, signal) => {
      signal.throwIfAborted();
      const isFile = request.url.startsWith('file:');
      if (!isFile) proxyFor(request.url, variables);
      const patienceMs = Math.min(stallMs, request.stallMs ?? stallMs);
      const watch = watchForStall(patienceMs, request.deadlineMs, signal);
      try {
        return await (isFile ? fetchFile(request, watch) : fetchHttp(request, agent, watch));
      } catch (error) {
        signal.throwIfAborted();
        throw toFailure(watch.signal.aborted ? watch.signal.reason : error);
      } finally {
        watch.stop();
      }
    },
    close: () => agent.destroy(),
  };
}

const absentCodes = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EISDIR',
  'ERR_INVALID_URL',
  'ERR_INVALID_FILE_URL_PATH',
]);

/** Node's own words repeat the path and name a system call. */
const wordsOfCodes: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user may not read it',
};

/** undici wraps what happened in a "fetch failed" or "terminated"; the cause says what it was. */
function toFailure(error: unknown): ResourceFailure {
  if (error instanceof ResourceFailure) return error;
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = systemErrorCode(root);
  const said = root instanceof Error ? root.message || code || root.name : String(root);
  const words = wordsOfCodes[code ?? ''] ?? certificateByClock(code ?? '', Date.now()) ?? said;
  return new ResourceFailure(absentCodes.has(code ?? '') ? 'absent' : 'outage', words, {
    code,
    cause: error,
  });
}
