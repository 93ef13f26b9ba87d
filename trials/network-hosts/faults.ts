import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostNetwork } from '../../fixtures/network/host-network.ts';
import type { Operator } from '../network/operator.ts';
import type { PlanWatch } from './plan-watch.ts';

/** One thing that goes wrong for a while. */
export type HostFault = {
  readonly what: string;
  /** Makes it, waits for what must come of it, and judges that. What viewers are to get through it with is measured meanwhile. */
  begin(): Promise<void>;
  /** Whether what is new can still reach the viewers before it is mended. */
  readonly whileItLasts: 'plays' | 'waits';
  /** Mends it. */
  end(): Promise<void>;
};

export type FaultGround = {
  readonly network: HostNetwork;
  readonly watch: PlanWatch;
  readonly operator: Operator;
  readonly broadcast: string;
  /** Has somebody begin to watch at an edge; resolves once there is something to see. */
  readonly joinAt: (edge: string) => Promise<void>;
};

export type FaultKind = (ground: FaultGround) => HostFault;

export const members = ['directory-1', 'directory-2', 'directory-3'] as const;
const [one, two, three] = members;

const mainAwayMs = 30_000;
/** Five times as long as a death takes to be entered. */
const quietMs = 12_000;

/**
 * One NATS host is cut off from the other two, with the directory member that lives there, and the intermediate and the edge
 * that use it. What the two decide meanwhile the third cannot know, and must not decide itself.
 */
export const minorityCutOff: FaultKind = ({ network, watch, joinAt }) => ({
  what: 'one NATS host with its directory member is cut off from the other two',
  whileItLasts: 'plays',
  begin: async () => {
    const [first, second, third] = await natsHosts(network);
    network.hosts.part([[first, second], [third]]);
    const partedMs = Date.now();
    const hasChanged = (member: string): boolean => changedMs(watch, member) > partedMs;
    // That edge has asked for nothing so far: it gets its answer from the member that is cut off.
    await joinAt('edge-3');
    // The intermediate that speaks through the third is dead to the two, who may say so.
    await until(() => hasChanged(one) && hasChanged(two));
    assert.equal(hasChanged(three), false, 'the smaller part changed the plan');
  },
  end: async () => {
    network.hosts.join();
    await until(() => areAgreed(watch));
  },
});

/** Nobody can write the plan, and nobody makes one up. */
export const allRoutesCut: FaultKind = ({ network, watch }) => ({
  what: 'all three NATS hosts are cut off from each other',
  whileItLasts: 'plays',
  begin: async () => {
    const [first, second, third] = await natsHosts(network);
    network.hosts.part([[first], [second], [third]]);
    const partedMs = Date.now();
    await sleep(quietMs);
    for (const member of members)
      assert.ok(changedMs(watch, member) <= partedMs, `${member} changed the plan by itself`);
  },
  end: async () => {
    network.hosts.join();
    await until(() => areAgreed(watch));
  },
});

/** It is unplugged until every member has taken it off the list. */
export const carrierUnplugged: FaultKind = ({ network, operator, watch, broadcast }) => {
  let primary = '';
  const isListed = (member: string): boolean =>
    watch.planOf(member)?.intermediates.some(({ name }) => name === primary) !== false;
  return {
    what: 'the cable of the intermediate that carries the broadcast is pulled',
    whileItLasts: 'plays',
    begin: async () => {
      primary = (await operator.carriers(broadcast)).servers[0]?.name ?? '';
      (await network.host(primary)).unplug();
      await until(() => !members.some(isListed));
    },
    end: async () => (await network.host(primary)).plugIn(),
  };
};

const hostUnplugged =
  (name: string, what: string): FaultKind =>
  ({ network }) => ({
    what,
    whileItLasts: 'plays',
    begin: async () => (await network.host(name)).unplug(),
    end: async () => (await network.host(name)).plugIn(),
  });

const mainUnplugged: FaultKind = (ground) => ({
  ...hostUnplugged('main', `the main server’s cable is out for ${mainAwayMs / 1_000} s`)(ground),
  whileItLasts: 'waits',
  begin: async () => {
    (await ground.network.host('main')).unplug();
    await sleep(mainAwayMs);
  },
});

/** In the order of the trial. */
export const allFaults: readonly FaultKind[] = [
  minorityCutOff,
  allRoutesCut,
  carrierUnplugged,
  hostUnplugged('edge-1', 'an edge’s host loses power'),
  hostUnplugged('nats-2', 'the host of a nats-server and its directory member loses power'),
  mainUnplugged,
];

const natsHosts = (network: HostNetwork) =>
  Promise.all([network.host('nats-1'), network.host('nats-2'), network.host('nats-3')]);

/** When the plan that a member has told last was made; everything here runs by one clock. */
const changedMs = (watch: PlanWatch, member: string): number =>
  Date.parse(watch.planOf(member)?.changedAt ?? new Date(0).toISOString());

const areAgreed = (watch: PlanWatch): boolean =>
  members.every((member) => watch.planOf(member)?.epoch === watch.planOf(one)?.epoch);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(100);
}
