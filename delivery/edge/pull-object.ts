import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { type ArrivingObject, createArrivingObject, type ObjectHead } from './arriving-object.ts';
import { type Asking, askServers, discard, type ServerAnswer } from './ask-servers.ts';
import type { EdgeTiming } from './edge-timing.ts';
import { receiveObject } from './receive-object.ts';

export type Pulling = Asking & {
  readonly timing: EdgeTiming;
  /** Memory of exactly this size. */
  readonly allocate: (sizeBytes: number) => Buffer;
  readonly largestBytes: number;
  readonly onWrongBytes: (server: string, key: string) => void;
};

export type PullOrder = {
  readonly key: string;
  readonly servers: readonly AnsweredServer[];
  /** What a playlist says of it; undefined: no playlist that is held names it. */
  readonly named: { readonly sha256: string | undefined } | undefined;
  readonly signal: AbortSignal;
  /** An object has begun to arrive. Another one follows if it turned out that this one can't be finished. */
  readonly onBegun: (object: ArrivingObject, server: string) => void;
};

export type Pulled = 'whole' | 'missing' | 'unavailable';

/**
 * Pulls an immutable object from the first server that has it whole and right. When a server breaks off, the next one goes on
 * in the same object; when one has sent wrong bytes, whoever read them is cut off and the object begins anew.
 */
export async function pullObject(order: PullOrder, pulling: Pulling): Promise<Pulled> {
  let left = order.servers;
  let arriving: Begun | undefined;
  for (;;) {
    const answer = await askServers(
      { ...order, servers: left, ifNot: undefined, isNamed: order.named !== undefined },
      pulling,
    );
    if (answer === undefined || answer.fetched.kind !== 'found') {
      arriving?.object.fail(new Error('no server has the rest of it'));
      return answer?.fetched.kind === 'missing' && arriving === undefined ? 'missing' : 'unavailable';
    }
    left = left.filter(({ name }) => name !== answer.server.name);
    const outcome = await takeAnswer(answer, arriving, order, pulling);
    if (outcome.kind === 'whole') return 'whole';
    arriving = outcome.arriving;
  }
}

/** What has come so far, and who sent the last of it. */
type Begun = { readonly object: ArrivingObject; readonly server: string };
type Taken = { readonly kind: 'whole' } | { readonly kind: 'go on'; readonly arriving: Begun | undefined };

async function takeAnswer(
  { server: { name: server }, fetched }: ServerAnswer,
  arriving: Begun | undefined,
  order: PullOrder,
  pulling: Pulling,
): Promise<Taken> {
  if (fetched.kind !== 'found') return { kind: 'go on', arriving };
  const isOther = (order.named?.sha256 ?? fetched.sha256) !== fetched.sha256;
  if (isOther) onWrong(server, order, pulling);
  if (isOther || fetched.sizeBytes > pulling.largestBytes) {
    discard(fetched);
    return { kind: 'go on', arriving };
  }
  const { body, kind: _, version: __, ...head } = fetched;
  let into = continueOrBegin(arriving, { ...head, key: order.key }, server, order, pulling);
  let differsFrom: string | undefined;
  const received = await receiveObject(body, into, pulling.timing, (agreeing) => {
    differsFrom = arriving?.server;
    into = beginAnew(into, agreeing, server, order, pulling);
    return into;
  });
  if (received.kind === 'right') {
    into.succeed();
    if (differsFrom !== undefined) onWrong(differsFrom, order, pulling);
    return { kind: 'whole' };
  }
  if (received.kind === 'broken') {
    pulling.breaker.failed(server, pulling.nowMs());
    pulling.log(`${server} broke off ${order.key}: ${received.error.message}`);
    return { kind: 'go on', arriving: { object: into, server } };
  }
  onWrong(server, order, pulling);
  into.fail(new Error(`${server} sent wrong bytes`));
  return { kind: 'go on', arriving: undefined };
}

function continueOrBegin(
  arriving: Begun | undefined,
  head: ObjectHead,
  server: string,
  order: PullOrder,
  pulling: Pulling,
): ArrivingObject {
  const before = arriving?.object;
  if (before?.object.sha256 === head.sha256 && before.object.sizeBytes === head.sizeBytes) return before;
  before?.fail(new Error('another server has another object'));
  const begun = createArrivingObject(head, pulling.allocate(head.sizeBytes));
  order.onBegun(begun, server);
  return begun;
}

/** What came before differs from what comes now: nobody may finish with a mixture. */
function beginAnew(
  old: ArrivingObject,
  agreeing: number,
  server: string,
  order: PullOrder,
  pulling: Pulling,
): ArrivingObject {
  const { key, sizeBytes, sha256, contentType, cacheControl } = old.object;
  const head = { key, sizeBytes, sha256, contentType, cacheControl };
  const begun = createArrivingObject(head, pulling.allocate(sizeBytes));
  old.bytes.copy(begun.bytes, 0, 0, agreeing);
  begun.advanceTo(agreeing);
  old.fail(new Error('two servers sent different bytes'));
  order.onBegun(begun, server);
  return begun;
}

function onWrong(server: string, order: PullOrder, pulling: Pulling): void {
  pulling.breaker.failed(server, pulling.nowMs());
  pulling.log(`${server} sent wrong bytes for ${order.key}`);
  pulling.onWrongBytes(server, order.key);
}
