/** A directory member as a process of its own, for bench/directory-answers.ts: `node directory-member.ts IDENTITY NATS-URL`. */

import type { Plan } from '../../contract/network/plan.ts';
import { connectControlPlane } from '../../delivery/control/connect-control-plane.ts';
import { directoryTimes } from '../../delivery/directory/directory-times.ts';
import { nextPlan } from '../../delivery/directory/next-plan.ts';
import { openDirectoryMember } from '../../delivery/directory/open-directory-member.ts';
import type { PlanEvent } from '../../delivery/directory/plan-event.ts';
import { loadIdentity } from '../../delivery/identity/load-identity.ts';

const [directory = '', url = ''] = process.argv.slice(2);
const identity = await loadIdentity(directory);
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const control = connectControlPlane({ identity, servers: [url], log });
const store = await control.openPlanStore();
const plan = planOf(20, 1_000);
while (!(await store.change(plan, 0).catch(() => false)))
  await new Promise((resolve) => setTimeout(resolve, 100));
// The plan's servers are names alone: nobody is to be missed.
const times = { ...directoryTimes, listenMs: Number.POSITIVE_INFINITY };
const member = openDirectoryMember({ identity, control, log, times });
while (!member.isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('disconnect', () => process.exit());
process.send?.('ready');

function planOf(servers: number, broadcasts: number): Plan {
  const main = { name: 'main', nodeUrl: 'https://main:7400' };
  const events: PlanEvent[] = [
    ...Array.from({ length: servers }, (_, at): PlanEvent => {
      const name = `mid-${at}`;
      return { kind: 'join', server: { name, nodeUrl: `https://${name}:7400`, weight: 1_000 } };
    }),
    ...Array.from({ length: broadcasts }, (_, at): PlanEvent => {
      return { kind: 'register', broadcast: `broadcast-${at}`, main };
    }),
  ];
  let made: Plan | undefined;
  for (const event of events) {
    const step = nextPlan(made, event, { now: new Date().toISOString(), by: 'dir-1' });
    if (step.kind === 'changed') made = step.plan;
  }
  if (made === undefined) throw new Error('no plan was made');
  return made;
}
