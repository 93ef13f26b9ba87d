import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../contract/error-codes.ts';
import type { DirectoryRequest } from '../../contract/network/directory-calls.ts';
import { epochNews } from '../../contract/network/directory-news.ts';
import type { DirectoryReply } from '../../contract/network/directory-reply.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import { type AnswerCache, openAnswerCache } from './answer-cache.ts';
import { openAnswerFile, readAnswers } from './answer-file.ts';
import { askDirectory } from './ask-directory.ts';
import type { DirectoryClient, KnownServers } from './directory-client.ts';

export type DirectoryClientOptions = {
  readonly control: ControlPlane;
  readonly log: (line: string) => void;
  /** Where answers are kept across a restart; undefined: nowhere. */
  readonly cacheFile?: string;
};

/** A new epoch makes many nodes ask: not all within the same moment, and each only so many questions at once. */
const refreshSpreadMs = 200;
const refreshAtOnce = 16;
/** So often a node makes sure that what it has registered is known. */
const confirmEveryMs = 10_000;

/** Opens a node's view of the directory. It needs nobody to be there. */
export async function openDirectoryClient(options: DirectoryClientOptions): Promise<DirectoryClient> {
  const { control, log, cacheFile } = options;
  const closing = new AbortController();
  const cache = openAnswerCache(await readAnswers(cacheFile, log), openAnswerFile(cacheFile, log));
  const asker = openAsker(control, cache, closing.signal);
  const unsubscribe = control.subscribe({
    subject: subjects.epoch,
    schema: epochNews,
    maySay: ({ roles }) => roles.includes('directory'),
    handle: (news) => {
      cache.hearNews(news);
      asker.refresh();
    },
  });
  const confirming = setInterval(asker.confirm, confirmEveryMs);
  confirming.unref();
  return {
    servers: async (broadcast) => {
      const { servers, isDue } = cache.look(broadcast);
      if (servers === undefined) return asker.enumerate(broadcast);
      if (isDue) void asker.enumerate(broadcast);
      return servers;
    },
    known: cache.answer,
    ask: asker.ask,
    onChange: cache.onChange,
    epoch: cache.epoch,
    close: () => {
      closing.abort();
      clearInterval(confirming);
      unsubscribe();
    },
  };
}

type Asker = {
  /** Asks once for however many want to know. */
  readonly enumerate: (broadcast: string) => Promise<KnownServers>;
  readonly ask: (request: DirectoryRequest) => Promise<DirectoryReply>;
  /** Asks for what may have changed. */
  readonly refresh: () => void;
  /** Asks for what this node has registered, and registers it again where that is not known any more. */
  readonly confirm: () => void;
};

function openAsker(control: ControlPlane, cache: AnswerCache, signal: AbortSignal): Asker {
  const asking = new Map<string, Promise<KnownServers>>();
  /** What this node has registered and not forgotten: said again to a directory that has lost it. */
  const registered = new Map<string, DirectoryRequest>();
  let isRefreshing = false;

  function enumerate(broadcast: string): Promise<KnownServers> {
    const running = asking.get(broadcast);
    if (running !== undefined) return running;
    const started = answerOf(broadcast).finally(() => asking.delete(broadcast));
    asking.set(broadcast, started);
    return started;
  }

  /** Asks again when the member that answered is behind what is known: of what has just changed it knows nothing yet. */
  async function askUpToDate(question: DirectoryRequest): Promise<DirectoryReply> {
    let reply = await askDirectory(control, question, signal);
    for (let again = 1; again <= 3 && isBehind(reply, cache.epoch()); again++) {
      await delay(50 * again, undefined, { signal }).catch(() => undefined);
      reply = await askDirectory(control, question, signal);
    }
    return reply;
  }

  async function answerOf(broadcast: string): Promise<KnownServers> {
    const question: DirectoryRequest = { kind: 'enumerate', broadcast };
    try {
      let reply = await askUpToDate(question);
      const mine = registered.get(broadcast);
      if (reply.kind === 'unknown' && mine !== undefined) {
        await ask(mine);
        reply = await askUpToDate(question);
      }
      if (reply.kind !== 'assigned' && reply.kind !== 'unknown') return cache.keepOn(broadcast);
      cache.hearEpoch(reply.epoch);
      return cache.keep(reply);
    } catch (error) {
      if (!(error instanceof SurecastError)) throw error;
      return cache.keepOn(broadcast);
    }
  }

  async function ask(request: DirectoryRequest): Promise<DirectoryReply> {
    const reply = await askDirectory(control, request, signal);
    if (reply.kind === 'refused') throw refusal(reply.code, reply.message, reply);
    if (reply.kind === 'done' || (reply.kind === 'changed' && !reply.dryRun)) cache.hearEpoch(reply.epoch);
    if (request.kind === 'register') registered.set(request.broadcast, request);
    if (request.kind === 'forget') registered.delete(request.broadcast);
    return reply;
  }

  async function refreshAll(): Promise<void> {
    await delay(Math.random() * refreshSpreadMs, undefined, { signal }).catch(() => undefined);
    await askAll(cache.outdated());
  }

  async function askAll(broadcasts: string[]): Promise<void> {
    const lanes = Array.from({ length: Math.min(refreshAtOnce, broadcasts.length) }, async () => {
      for (let next = broadcasts.shift(); next !== undefined && !signal.aborted; next = broadcasts.shift())
        await enumerate(next);
    });
    await Promise.all(lanes);
  }

  return {
    enumerate,
    ask,
    confirm: () => void askAll([...registered.keys()]),
    refresh: () => {
      if (isRefreshing) return;
      isRefreshing = true;
      void refreshAll().finally(() => {
        isRefreshing = false;
      });
    },
  };
}

const isBehind = (reply: DirectoryReply, epoch: number): boolean =>
  (reply.kind === 'assigned' || reply.kind === 'unknown') && reply.epoch < epoch;

const errorCodes: Partial<Record<string, ErrorCode>> = {
  FORBIDDEN: 'NODE_ROLE_LACKING',
  REPEATED: 'NETWORK_REQUEST_REPEATED',
};

/** What the directory refuses, in its own words. */
const refusal = (code: string, message: string, cause: DirectoryReply): SurecastError =>
  new SurecastError(errorCodes[code] ?? 'NETWORK_REFUSED', message, { cause });
