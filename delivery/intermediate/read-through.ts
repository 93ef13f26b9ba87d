import { Readable } from 'node:stream';
import { type ArrivingObject, createArrivingObject } from '../edge/arriving-object.ts';
import { createMissingKeys } from '../edge/missing-keys.ts';
import type { FoundObject, ServedObject } from '../transfer/object-source.ts';
import { discard, type KeepOptions, keepArriving } from './keep-arriving.ts';

/** Gets what is not held from the main server, once for however many ask for it at a time. */
export type ReadThrough = {
  get(key: string): Promise<FoundObject>;
};

/** Memory for what is arriving, all objects together. */
const mostArrivingBytes = 1024 * 1024 * 1024;

export function createReadThrough(options: KeepOptions): ReadThrough {
  const { main, timing, log } = options;
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
    // Whoever asks while it is stored is served from memory.
    void keepArriving(options, arriving, fetched, version).finally(() => {
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
