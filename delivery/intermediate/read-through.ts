import { Readable } from 'node:stream';
import { type ArrivingObject, createArrivingObject } from '../edge/arriving-object.ts';
import { createMissingKeys } from '../edge/missing-keys.ts';
import { receiveObject } from '../edge/receive-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { FetchedObject } from '../transfer/node-client.ts';
import type { FoundObject, ServedObject } from '../transfer/object-source.ts';
import type { AskMain } from './ask-main.ts';
import type { IntermediateTiming } from './intermediate-timing.ts';

export type ReadThroughOptions = {
  readonly store: ObjectStore;
  readonly main: AskMain;
  readonly timing: IntermediateTiming;
  readonly log: (line: string) => void;
};

/** Gets what is not held from the main server, once for however many ask for it at a time. */
export type ReadThrough = {
  get(key: string): Promise<FoundObject>;
};

/** Memory for what is arriving, all objects together. */
const mostArrivingBytes = 1024 * 1024 * 1024;
/** A body that broke off is asked for once more. */
const attempts = 2;

type Found = Extract<FetchedObject, { kind: 'found' }>;

export function createReadThrough({ store, main, timing, log }: ReadThroughOptions): ReadThrough {
  const missing = createMissingKeys(timing.missingMs);
  const pulls = new Map<string, Promise<FoundObject>>();
  let arrivingBytes = 0;

  async function pull(key: string): Promise<FoundObject> {
    const answer = await main.get(key, undefined);
    if (answer.kind === 'unavailable') return end(key, { kind: 'unavailable' });
    if (answer.kind === 'unknown' || answer.fetched.kind !== 'found') {
      missing.add(key, performance.now());
      return end(key, { kind: 'missing' });
    }
    const { fetched } = answer;
    if (arrivingBytes + fetched.sizeBytes > mostArrivingBytes) {
      discard(fetched);
      return end(key, { kind: 'unavailable' });
    }
    const { sizeBytes, sha256, contentType, cacheControl, version = Date.now() } = fetched;
    const arriving = createArrivingObject(
      { key, sizeBytes, sha256, contentType, cacheControl },
      Buffer.allocUnsafe(sizeBytes),
    );
    arrivingBytes += sizeBytes;
    void receive(key, arriving, fetched, version).finally(() => {
      arrivingBytes -= sizeBytes;
      pulls.delete(key);
    });
    return { kind: 'found', object: servedWhileArriving(arriving, version) };
  }

  function end(key: string, found: FoundObject): FoundObject {
    pulls.delete(key);
    return found;
  }

  function failed(key: string, error: unknown): FoundObject {
    log(`${key} can’t be read through: ${String(error)}`);
    return end(key, { kind: 'unavailable' });
  }

  /** Whoever asks while it is stored is served from memory. */
  async function receive(
    key: string,
    arriving: ArrivingObject,
    first: Found,
    version: number,
  ): Promise<void> {
    let fetched: Found | undefined = first;
    for (let attempt = 1; fetched !== undefined; attempt++) {
      const received = await receiveObject(fetched.body, arriving, timing, () => arriving);
      if (received.kind === 'right') return keep(key, arriving, version);
      if (received.kind === 'wrong') {
        log(`The main server sent wrong bytes of ${key}: they are not kept.`);
        return arriving.fail(new Error('the main server sent wrong bytes'));
      }
      log(`${key} broke off on its way from the main server: ${received.error.message}`);
      fetched = attempt < attempts ? await again(key, arriving) : undefined;
    }
    arriving.fail(new Error('it broke off'));
  }

  async function again(key: string, arriving: ArrivingObject): Promise<Found | undefined> {
    const answer = await main.get(key, undefined);
    if (answer.kind !== 'answered' || answer.fetched.kind !== 'found') return undefined;
    if (answer.fetched.sha256 === arriving.object.sha256) return answer.fetched;
    discard(answer.fetched);
    return undefined;
  }

  async function keep(key: string, arriving: ArrivingObject, version: number): Promise<void> {
    arriving.succeed();
    const { sha256, sizeBytes } = arriving.object;
    const condition = { kind: 'newest', version } as const;
    try {
      const body = Readable.from([arriving.bytes], { objectMode: false });
      const outcome = await store.put(key, body, { sha256, sizeBytes }, condition);
      if (outcome.kind === 'no-room') log(`There is no room to keep ${key}; it is passed on all the same.`);
    } catch (error) {
      log(`${key} can’t be kept: ${String(error)}`);
    }
  }

  return {
    get: async (key) => {
      if (missing.has(key, performance.now())) return { kind: 'missing' };
      const pulled = pulls.get(key) ?? pull(key).catch((error: unknown) => failed(key, error));
      pulls.set(key, pulled);
      return pulled;
    },
  };
}

const servedWhileArriving = ({ object }: ArrivingObject, version: number): ServedObject => ({
  sizeBytes: object.sizeBytes,
  sha256: object.sha256,
  version,
  read: async (span = { start: 0, end: object.sizeBytes - 1 }) =>
    Readable.from(object.read(span.start, span.end), { objectMode: false }),
});

function discard({ body }: Found): void {
  body.on('error', () => undefined).destroy();
}
