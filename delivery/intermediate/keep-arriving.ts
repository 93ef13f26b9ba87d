import { Readable } from 'node:stream';
import type { ArrivingObject } from '../edge/arriving-object.ts';
import { receiveObject } from '../edge/receive-object.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { FetchedObject } from '../transfer/node-client.ts';
import type { AskMain } from './ask-main.ts';
import type { IntermediateTiming } from './intermediate-timing.ts';

export type Found = Extract<FetchedObject, { kind: 'found' }>;

export type KeepOptions = {
  readonly store: ObjectStore;
  readonly main: AskMain;
  readonly timing: IntermediateTiming;
  readonly log: (line: string) => void;
};

/** A body that broke off is asked for once more. */
const attempts = 2;

/** Receives an object, once more if it breaks off, and stores it when its digest was found right. Never throws. */
export async function keepArriving(
  options: KeepOptions,
  arriving: ArrivingObject,
  first: Found,
  version: number,
): Promise<void> {
  const { main, timing, log } = options;
  const { key } = arriving.object;
  let fetched: Found | undefined = first;
  for (let attempt = 1; fetched !== undefined; attempt++) {
    const received = await receiveObject(fetched.body, arriving, timing, () => arriving);
    if (received.kind === 'right') return keep(options, arriving, version);
    if (received.kind === 'wrong') {
      log(`The main server sent wrong bytes of ${key}: they are not kept.`);
      return arriving.fail(new Error('the main server sent wrong bytes'));
    }
    log(`${key} broke off on its way from the main server: ${received.error.message}`);
    fetched = attempt < attempts ? await again(main, arriving) : undefined;
  }
  arriving.fail(new Error('it broke off'));
}

async function again(main: AskMain, { object }: ArrivingObject): Promise<Found | undefined> {
  const answer = await main.get(object.key, undefined);
  if (answer.kind !== 'answered' || answer.fetched.kind !== 'found') return undefined;
  if (answer.fetched.sha256 === object.sha256) return answer.fetched;
  discard(answer.fetched);
  return undefined;
}

async function keep({ store, log }: KeepOptions, arriving: ArrivingObject, version: number): Promise<void> {
  arriving.succeed();
  const { key, sha256, sizeBytes } = arriving.object;
  try {
    const body = Readable.from([arriving.bytes], { objectMode: false });
    const outcome = await store.put(key, body, { sha256, sizeBytes }, { kind: 'newest', version });
    if (outcome.kind === 'no-room') log(`There is no room to keep ${key}; it is passed on all the same.`);
  } catch (error) {
    log(`${key} can’t be kept: ${String(error)}`);
  }
}

export function discard({ body }: Found): void {
  body.on('error', () => undefined).destroy();
}
