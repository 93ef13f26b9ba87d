/**
 * The time of a simulation, in whole milliseconds: a hashed timing wheel. Entities (viewers, links) wait for at most one
 * thing each, so that tens of millions of their events allocate nothing; everything else is an action at a time.
 * What happens in one millisecond happens in the order in which it was entered, so the same seed gives the same run.
 */
export type EventClock = {
  nowMs(): number;
  /** Lets `entity` wake at a time, or at once if that has passed; replaces what it waited for. */
  wake(entity: number, atMs: number): void;
  /** The entity waits for nothing any more. */
  forget(entity: number): void;
  /** Runs an action at a time, or at once if that has passed. */
  at(atMs: number, action: () => void): void;
  /** Lets everything before `untilMs` happen. */
  run(untilMs: number, onWake: OnWake): void;
  /** How much has happened. */
  events(): number;
};
export type OnWake = (entity: number, nowMs: number) => void;

const slots = 4_096;
const idle = -1;
type Action = { readonly atMs: number; readonly action: () => void };

type Wheel = {
  readonly dueMs: Int32Array;
  /** Who wakes in each slot, in this turn or a later one; who is due at another time by now is passed over. */
  readonly waking: Int32Array[];
  readonly counts: Int32Array;
  readonly actions: Action[][];
  nowMs: number;
  events: number;
};

/** @param entities how many can wait; they are numbered from 0 */
export function createEventClock(entities: number): EventClock {
  const wheel: Wheel = {
    dueMs: new Int32Array(entities).fill(idle),
    waking: Array.from({ length: slots }, () => new Int32Array(16)),
    counts: new Int32Array(slots),
    actions: Array.from({ length: slots }, () => []),
    nowMs: 0,
    events: 0,
  };
  return {
    nowMs: () => wheel.nowMs,
    wake: (entity, atMs) => wake(wheel, entity, atMs),
    forget(entity) {
      wheel.dueMs[entity] = idle;
    },
    at(atMs, action) {
      const due = Math.max(wheel.nowMs, Math.ceil(atMs));
      wheel.actions[due % slots]?.push({ atMs: due, action });
    },
    run(untilMs, onWake) {
      for (; wheel.nowMs < untilMs; wheel.nowMs++) runMillisecond(wheel, onWake);
    },
    events: () => wheel.events,
  };
}

function wake(wheel: Wheel, entity: number, atMs: number): void {
  const due = Math.max(wheel.nowMs, Math.ceil(atMs));
  if (wheel.dueMs[entity] === due) return;
  wheel.dueMs[entity] = due;
  const slot = due % slots;
  const count = wheel.counts[slot] ?? 0;
  let waking = wheel.waking[slot];
  if (waking === undefined) return;
  if (count === waking.length) {
    const larger = new Int32Array(count * 2);
    larger.set(waking);
    wheel.waking[slot] = larger;
    waking = larger;
  }
  waking[count] = entity;
  wheel.counts[slot] = count + 1;
}

/** Everything that is due, and what that brings about within the same millisecond. */
function runMillisecond(wheel: Wheel, onWake: OnWake): void {
  const slot = wheel.nowMs % slots;
  let happened = -1;
  while (happened !== wheel.events) {
    happened = wheel.events;
    runActions(wheel, slot);
    runWakes(wheel, slot, onWake);
  }
}

function runActions(wheel: Wheel, slot: number): void {
  const due = wheel.actions[slot] ?? [];
  if (due.length === 0) return;
  const kept: Action[] = [];
  // An action may enter another for this millisecond: the list grows while it is read.
  for (const each of due) {
    if (each.atMs > wheel.nowMs) kept.push(each);
    else {
      wheel.events += 1;
      each.action();
    }
  }
  wheel.actions[slot] = kept;
}

function runWakes(wheel: Wheel, slot: number, onWake: OnWake): void {
  const { dueMs, counts, nowMs } = wheel;
  let kept = 0;
  // Whoever wakes may enter others for this millisecond: the list grows while it is read, and may be another one then.
  for (let index = 0; index < (counts[slot] ?? 0); index++) {
    const waking = wheel.waking[slot];
    const entity = waking?.[index] ?? 0;
    const due = dueMs[entity] ?? idle;
    if (due === nowMs) {
      dueMs[entity] = idle;
      wheel.events += 1;
      onWake(entity, nowMs);
    } else if (due > nowMs && due % slots === slot && waking !== undefined) waking[kept++] = entity;
  }
  counts[slot] = kept;
}
