import type { MessagePort } from 'node:worker_threads';
import { isPlaylistKey } from '../../contract/network/object-key.ts';
import { type ArrivingObject, createArrivingObject } from './arriving-object.ts';
import type { EdgeAnswer, EdgeCache } from './edge-cache.ts';
import { createSharedRelease } from './shared-memory.ts';
import type { ArrivalStep, SharedObject, ToThread } from './thread-messages.ts';
import type { Questions } from './thread-questions.ts';

/** What a serving thread has of the window: the same memory, and nothing fetched by itself. */
export type MirroredCache = EdgeCache & {
  /** Keys asked for since the last call. */
  takeAsked(): readonly string[];
};

type Mirrored = { readonly number: number; readonly arriving: ArrivingObject; freshUntilMs: number };

/** A playlist is asked for again after so long, which the other thread answers from its own while that is fresh. */
const freshMs = 150;
const playlistsKeptMs = 60_000;

export function createMirroredCache(port: MessagePort, ask: Questions): MirroredCache {
  const held = new Map<string, Mirrored>();
  const underway = new Map<string, Promise<EdgeAnswer>>();
  const asked = new Set<string>();
  const arriving = followSteps(port, held);
  releaseDropped(port, held);

  function mirror(shared: SharedObject): Mirrored {
    const { key } = shared.head;
    const known = held.get(key);
    const mirrored = known?.number === shared.number ? known : createMirrored(shared);
    if (shared.state === 'arriving') arriving.set(shared.number, mirrored.arriving);
    mirrored.freshUntilMs = performance.now() + freshMs;
    held.set(key, mirrored);
    return mirrored;
  }

  async function fetch(key: string, broadcast: string): Promise<EdgeAnswer> {
    const answer = await ask({ kind: 'get', key, broadcast });
    if (answer.kind === 'object') return { kind: 'object', object: mirror(answer.object).arriving.object };
    return { kind: answer.kind === 'missing' ? 'missing' : 'unavailable' };
  }

  return {
    get({ key, broadcast }) {
      const mirrored = held.get(key);
      if (mirrored?.arriving.state() === 'arriving')
        return Promise.resolve({ kind: 'object', object: mirrored.arriving.object });
      const known = underway.get(key);
      if (known !== undefined) return known;
      const begun = fetch(key, broadcast).finally(() => underway.delete(key));
      underway.set(key, begun);
      return begun;
    },
    held(key) {
      const mirrored = held.get(key);
      if (mirrored?.arriving.object.whole === undefined) return undefined;
      if (isPlaylistKey(key) && performance.now() > mirrored.freshUntilMs) return undefined;
      asked.add(key);
      return mirrored.arriving.object;
    },
    takeAsked() {
      const longAgo = performance.now() - playlistsKeptMs;
      for (const [key, { freshUntilMs }] of held)
        if (isPlaylistKey(key) && freshUntilMs < longAgo) held.delete(key);
      const keys = [...asked];
      asked.clear();
      return keys;
    },
    heldBytes: () => [...held.values()].reduce((sum, { arriving }) => sum + arriving.object.sizeBytes, 0),
    pullsFrom: () => undefined,
    onDropped: () => () => undefined,
    close: async () => held.clear(),
  };
}

function createMirrored({ number, head, memory, ...step }: SharedObject): Mirrored {
  const arriving = createArrivingObject(head, Buffer.from(memory));
  moveOn(arriving, step);
  return { number, arriving, freshUntilMs: 0 };
}

/** Objects that are still arriving, by their number, are moved on as the other thread says. */
function followSteps(port: MessagePort, held: Map<string, Mirrored>): Map<number, ArrivingObject> {
  const all = new Map<number, ArrivingObject>();
  port.on('message', (message: ToThread) => {
    if (message.kind !== 'step') return;
    const arriving = all.get(message.number);
    if (arriving === undefined) return;
    moveOn(arriving, message);
    if (message.state !== 'arriving') all.delete(message.number);
    const { key } = arriving.object;
    if (message.state === 'failed' && held.get(key)?.arriving === arriving) held.delete(key);
  });
  return all;
}

function moveOn(arriving: ArrivingObject, { received, state }: ArrivalStep): void {
  arriving.advanceTo(received);
  if (state === 'whole') arriving.succeed();
  if (state === 'failed') arriving.fail(new Error('it broke off, or was wrong'));
}

function releaseDropped(port: MessagePort, held: Map<string, Mirrored>): void {
  const release = createSharedRelease();
  port.on('message', (message: ToThread) => {
    if (message.kind !== 'dropped') return;
    held.delete(message.key);
    release(message.sizeBytes, message.heldBytes);
  });
}
