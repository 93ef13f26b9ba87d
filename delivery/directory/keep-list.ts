import { setTimeout as delay } from 'node:timers/promises';
import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import type { PlanChanger } from './change-plan.ts';
import type { DirectoryTimes } from './directory-times.ts';
import { judgeDeaths } from './judge-deaths.ts';
import { listEvents } from './list-events.ts';
import { followListening } from './listening.ts';
import { openOpinionBoard } from './opinion-board.ts';
import type { PlanEvent } from './plan-event.ts';
import { takeForDead } from './take-for-dead.ts';

export type ListKeeperOptions = {
  /** Name of this member. */
  readonly name: string;
  readonly control: ControlPlane;
  readonly store: PlanStore;
  readonly change: PlanChanger;
  readonly times: DirectoryTimes;
};

/**
 * Keeps the list of intermediates as the heartbeats tell it: who came, who drains, who is dead. All members do the same;
 * whoever is first writes it, and for the others it is so already. Returns what ends it.
 */
export function keepList({ name, control, store, change, times }: ListKeeperOptions): () => void {
  const listening = followListening(times.everyMs);
  const board = openOpinionBoard(name, control, times.opinionMs);
  const removals = countRemovals(store, times.massMs);
  const seen = new Map<string, Heartbeat['state']>();
  let isLooking = false;
  let isClosed = false;

  /** Whom this member takes for dead; undefined: it can't tell yet. */
  function ownDead(): string[] | undefined {
    const nowMs = performance.now();
    const heard = (node: string) => {
      const found = control.nodes.get(node);
      return found && { heardAtMs: found.heardAtMs, isAlive: control.nodes.isAlive(node) };
    };
    return takeForDead(listedIn(store), heard, { forMs: listening.forMs(nowMs), nowMs }, times);
  }

  function deaths(): PlanEvent[] {
    const own = ownDead();
    if (own === undefined) return [];
    const members = board.members(own);
    // What others are heard to hold does not do: it may be what they once said, said again by somebody else.
    const names = judgeDeaths({
      listed: listedIn(store),
      members,
      removedLately: removals.lately(),
    }).filter((name) => own.includes(name));
    return names.length === 0 ? [] : [{ kind: 'leave', names, why: 'died' }];
  }

  /** What is to be written now. */
  function due(): PlanEvent[] {
    if (isClosed || !control.isConnected()) return [];
    const alive = control.nodes.all().filter(({ heartbeat }) => control.nodes.isAlive(heartbeat.name));
    const heartbeats = alive.map(({ heartbeat }) => heartbeat);
    return [...listEvents(store.current()?.plan, heartbeats, seen), ...deaths()];
  }

  /** Looks, and writes what is due; a little later, so that not all members write the same at once. */
  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      if (due().length > 0) await delay(Math.random() * times.jitterMs);
      let isWritten = true;
      for (const event of due()) {
        const outcome = await change(event);
        if (outcome.kind === 'refused' && outcome.code === 'NOT_READY') isWritten = false;
      }
      // What could not be written is seen as new again the next time.
      if (isWritten)
        for (const { heartbeat } of control.nodes.all()) seen.set(heartbeat.name, heartbeat.state);
    } finally {
      isLooking = false;
    }
  }

  function tick(): void {
    listening.look(performance.now(), control.isConnected());
    board.say(ownDead());
    void look();
  }

  tick();
  const timer = setInterval(tick, times.everyMs);
  const unwatch = control.nodes.onChange(() => void look());
  return () => {
    isClosed = true;
    clearInterval(timer);
    unwatch();
    removals.close();
    board.close();
  };
}

/** How many servers left the list of late, whoever took them off. */
function countRemovals(store: PlanStore, withinMs: number): { lately: () => number; close: () => void } {
  let removals: number[] = [];
  let listed = listedIn(store);
  const close = store.onChange(({ plan }) => {
    const now = namesIn(plan);
    for (const name of listed) if (!now.includes(name)) removals.push(performance.now());
    listed = now;
  });
  return {
    lately: () => {
      removals = removals.filter((atMs) => performance.now() - atMs < withinMs);
      return removals.length;
    },
    close,
  };
}

const namesIn = (plan: Plan | undefined): string[] => plan?.intermediates.map(({ name }) => name) ?? [];

const listedIn = (store: PlanStore): string[] => namesIn(store.current()?.plan);
