import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import { type BackoffLimits, backoffMs } from '../../uploader/backoff.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import { createIssueLane, type IssuedObject, type IssueLane } from './issue-lane.ts';
import { type Sent, sendObject } from './send-object.ts';

export type IssuerOptions = {
  readonly client: NodeClient;
  readonly store: ObjectStore;
  readonly retry: BackoffLimits;
  readonly log: (line: string) => void;
};

/** How a server is doing, as the main server sees it. */
export type IssuerState = {
  readonly server: AnsweredServer;
  /** Objects that wait or are under way. */
  readonly waiting: number;
  /** Objects that it has attested since it was named. */
  readonly attested: number;
  /** Attempts in a row that have failed. */
  readonly failures: number;
};

/** Brings one server what it is to have, for as long as it takes. Another one, dead or slow, is no matter to it. */
export type ServerIssuer = {
  lane(broadcast: string): IssueLane;
  hasLane(broadcast: string): boolean;
  drop(broadcast: string): void;
  hasLanes(): boolean;
  /** Something was added to a lane. */
  wake(): void;
  state(): IssuerState;
  close(): void;
};

/** Objects under way to one server at a time. */
const concurrency = 8;
/** An object that a server took so often and does not have is left to be read through: it keeps less than it is sent. */
const mostNotKept = 3;

export function createServerIssuer(server: AnsweredServer, options: IssuerOptions): ServerIssuer {
  const lanes = new Map<string, IssueLane>();
  const notKept = countNotKept();
  const closed = new AbortController();
  let underWay = 0;
  let attested = 0;
  let failures = 0;
  let waiting: NodeJS.Timeout | undefined;

  /** While it fails, one attempt at a time finds out whether it is back. */
  const mayStart = (): boolean =>
    waiting === undefined && !closed.signal.aborted && underWay < (failures === 0 ? concurrency : 1);

  function pump(): void {
    while (mayStart()) {
      const found = nextOf(lanes);
      if (found === undefined) return;
      underWay++;
      void send(found.lane, found.issued).finally(() => {
        underWay--;
        pump();
      });
    }
  }

  async function send(lane: IssueLane, issued: IssuedObject): Promise<void> {
    try {
      onSent(lane, issued, await sendObject(options, server, issued, closed.signal));
    } catch (error) {
      lane.fail(issued);
      if (!closed.signal.aborted) onFailure(issued, toSurecastError(error).message);
    }
  }

  function onSent(lane: IssueLane, issued: IssuedObject, sent: Sent): void {
    if (sent === 'not kept' && notKept.mayStillBe(issued)) {
      lane.fail(issued);
      return onFailure(issued, 'it took it, and does not have it.');
    }
    if (sent === 'attested') attested++;
    if (sent === 'conflict') options.log(conflictWords(server, issued));
    lane.settle(issued, sent === 'attested');
    notKept.forget(issued);
    if (failures > 0) options.log(`${server.name} takes objects again.`);
    failures = 0;
  }

  function onFailure({ object }: IssuedObject, why: string): void {
    if (failures === 0) options.log(`${server.name} does not get ${object.key} for now: ${why}`);
    failures++;
    clearTimeout(waiting);
    const again = (): void => {
      waiting = undefined;
      pump();
    };
    waiting = setTimeout(again, backoffMs(failures, options.retry, Math.random()));
  }

  return {
    lane: (broadcast) => {
      const lane = lanes.get(broadcast) ?? createIssueLane();
      lanes.set(broadcast, lane);
      return lane;
    },
    hasLane: (broadcast) => lanes.has(broadcast),
    drop: (broadcast) => void lanes.delete(broadcast),
    hasLanes: () => lanes.size > 0,
    wake: pump,
    state: () => ({ server, waiting: sizeOf(lanes), attested, failures }),
    close: () => {
      clearTimeout(waiting);
      closed.abort(new Error('the main server is closing'));
    },
  };
}

/** Counts how often objects were taken and not kept. */
function countNotKept(): { mayStillBe(issued: IssuedObject): boolean; forget(issued: IssuedObject): void } {
  const counts = new Map<string, number>();
  return {
    mayStillBe: ({ object: { key } }) => {
      const times = (counts.get(key) ?? 0) + 1;
      counts.set(key, times);
      return times < mostNotKept;
    },
    forget: ({ object }) => void counts.delete(object.key),
  };
}

/** Broadcasts take turns: the one that was served goes to the end. */
function nextOf(
  lanes: Map<string, IssueLane>,
): { readonly lane: IssueLane; readonly issued: IssuedObject } | undefined {
  for (const [broadcast, lane] of [...lanes]) {
    const issued = lane.next();
    if (issued === undefined) continue;
    lanes.delete(broadcast);
    lanes.set(broadcast, lane);
    return { lane, issued };
  }
  return undefined;
}

const sizeOf = (lanes: ReadonlyMap<string, IssueLane>): number =>
  [...lanes.values()].reduce((sum, lane) => sum + lane.size(), 0);

const conflictWords = (server: AnsweredServer, { object }: IssuedObject): string =>
  `${server.name} holds other bytes under ${object.key}, which is written once: it keeps them. Remove the broadcast there.`;
