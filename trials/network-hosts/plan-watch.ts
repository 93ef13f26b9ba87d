import { setTimeout as sleep } from 'node:timers/promises';
import { directoryReply } from '../../contract/network/directory-reply.ts';
import type { Plan } from '../../contract/network/plan.ts';
import { subjects } from '../../contract/network/subjects.ts';
import { connectControlPlane } from '../../delivery/control/connect-control-plane.ts';
import type { ControlPlane } from '../../delivery/control/control-plane.ts';
import type { HostNetwork } from '../../fixtures/network/host-network.ts';

/** The plan as every directory member has told it, through every nats-server, since the watch began. */
export type PlanWatch = {
  /** The newest that a member has told. */
  planOf(member: string): Plan | undefined;
  /** Epochs that were seen. */
  epochs(): number;
  /** Answers in all. */
  answers(): number;
  /** Epochs of which two different plans were told; there must be none. */
  splits(): readonly string[];
  close(): Promise<void>;
};

const everyMs = 500;
const withinMs = 1_000;

/** Asks each member for itself, twice a second, over each of the nats-servers. */
export async function watchPlan(
  network: Pick<HostNetwork, 'identities' | 'nats'>,
  members: readonly string[],
): Promise<PlanWatch> {
  const { take, ...seen } = rememberPlans();
  const closing = new AbortController();
  const controls: ControlPlane[] = [];
  const asking: Promise<void>[] = [];
  for (const [index, { url }] of network.nats.entries()) {
    const identity = await network.identities.admit(`watch-${index + 1}`, ['operator']);
    const control = connectControlPlane({ identity, servers: [url], log: () => {} });
    controls.push(control);
    asking.push(...members.map((member) => askFor(control, member, take, closing.signal)));
  }
  return {
    ...seen,
    close: async () => {
      closing.abort();
      await Promise.all(asking);
      await Promise.all(controls.map((control) => control.close()));
    },
  };
}

type Take = (member: string, plan: Plan) => void;

async function askFor(control: ControlPlane, member: string, take: Take, signal: AbortSignal): Promise<void> {
  const isMember = ({ name }: { readonly name: string }): boolean => name === member;
  while (!signal.aborted) {
    const reply = await control
      .request(subjects.directoryAll, { kind: 'snapshot' }, directoryReply, withinMs, isMember)
      // Cut off, as the trial will have it.
      .catch(() => undefined);
    if (reply?.value.kind === 'snapshot' && reply.value.plan !== undefined) take(member, reply.value.plan);
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

function rememberPlans() {
  const told = new Map<number, Set<string>>();
  const newest = new Map<string, Plan>();
  let answers = 0;
  const take: Take = (member, plan) => {
    answers += 1;
    if (plan.epoch >= (newest.get(member)?.epoch ?? 0)) newest.set(member, plan);
    told.set(plan.epoch, (told.get(plan.epoch) ?? new Set()).add(JSON.stringify(plan)));
  };
  return {
    take,
    planOf: (member: string) => newest.get(member),
    epochs: () => told.size,
    answers: () => answers,
    splits: () => [...told.values()].filter(({ size }) => size > 1).flatMap((plans) => [...plans]),
  };
}
