import type { EdgeObject, ObjectArrival } from './edge-cache.ts';

/** What an upstream says of an object before its bytes. */
export type ObjectHead = Pick<EdgeObject, 'key' | 'sizeBytes' | 'sha256' | 'contentType' | 'cacheControl'>;

/** An object from its first byte on: whoever fetches it moves it on, any number of readers follow, each at his own position. */
export type ArrivingObject = ObjectArrival & {
  readonly object: EdgeObject;
  /** So many bytes from the start are there. Never goes back. */
  advanceTo(received: number): void;
  /** They are all there, and right. */
  succeed(): void;
  /** It will never be whole, or it is wrong: every reader is cut off, also one who has not read yet all that came. */
  fail(error: Error): void;
};

/** Of what a reader asked for, at least so much is kept from him until the whole object was found right. */
const keptBackBytes = 16 * 1024;

/** @param bytes memory of exactly the object's size */
export function createArrivingObject(head: ObjectHead, bytes: Buffer): ArrivingObject {
  let received = 0;
  let state: 'arriving' | 'whole' | 'failed' = 'arriving';
  let failure = new Error('it broke off');
  let next: PromiseWithResolvers<void> | undefined;
  const listeners = new Set<() => void>();

  function step(): void {
    const waiting = next;
    next = undefined;
    waiting?.resolve();
    for (const listener of listeners) listener();
    if (state !== 'arriving') listeners.clear();
  }

  function nextStep(): Promise<void> {
    next ??= Promise.withResolvers<void>();
    return next.promise;
  }

  async function* read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at <= end; ) {
      if (state === 'failed') throw failure;
      const limit = state === 'whole' ? end + 1 : Math.min(received, end + 1 - keptBackBytes);
      if (limit > at) {
        yield bytes.subarray(at, limit);
        at = limit;
      } else await nextStep();
    }
  }

  const arrival: ObjectArrival = {
    bytes,
    received: () => received,
    state: () => state,
    onStep(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    ...arrival,
    object: {
      ...head,
      arrival,
      read,
      get whole() {
        return state === 'whole' ? bytes : undefined;
      },
    },
    advanceTo(to) {
      if (state !== 'arriving' || to <= received) return;
      received = to;
      step();
    },
    succeed() {
      if (state !== 'arriving') return;
      received = head.sizeBytes;
      state = 'whole';
      step();
    },
    fail(error) {
      if (state !== 'arriving') return;
      state = 'failed';
      failure = error;
      step();
    },
  };
}
