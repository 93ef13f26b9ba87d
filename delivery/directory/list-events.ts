import type { Heartbeat } from '../../contract/network/heartbeat.ts';
import type { Plan } from '../../contract/network/plan.ts';
import type { PlanEvent } from './plan-event.ts';

/** What of a node was seen last: to tell a node that begins to drain from one that was told to drain no more. */
export type SeenStates = ReadonlyMap<string, Heartbeat['state']>;

/**
 * What the heartbeats of living intermediates mean for the list. A node's own draining counts when it begins or ends: an operator's
 * word on it stands until then.
 */
export function listEvents(
  plan: Plan | undefined,
  alive: readonly Heartbeat[],
  seen: SeenStates,
): PlanEvent[] {
  return alive
    .filter(({ roles }) => roles.includes('intermediate'))
    .flatMap((heartbeat) => eventsOf(plan, heartbeat, seen.get(heartbeat.name)));
}

function eventsOf(
  plan: Plan | undefined,
  { name, nodeUrl, state, load }: Heartbeat,
  before: Heartbeat['state'] | undefined,
): PlanEvent[] {
  const listed = plan?.intermediates.find((each) => each.name === name);
  const weight = load.capacityBitsPerSecond / 1e6;
  const join: PlanEvent = { kind: 'join', server: { name, nodeUrl, weight } };
  if (listed === undefined) return state === 'active' ? [join] : [];
  const events: PlanEvent[] = listed.nodeUrl === nodeUrl ? [] : [join];
  const hasChanged = before !== state && (before !== undefined || state === 'draining');
  return hasChanged && listed.state !== state
    ? [...events, { kind: 'drain', name, draining: state === 'draining' }]
    : events;
}
