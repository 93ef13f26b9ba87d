import type { AnsweredServer, EnumerationAnswer } from '../../contract/network/directory-calls.ts';
import type { Plan } from '../../contract/network/plan.ts';
import { answerTtlSeconds } from './directory-times.ts';

/** Whom to pull a broadcast from, as a plan has it: main and edges get the same of the same epoch. */
export function readAnswer(plan: Plan | undefined, broadcast: string): EnumerationAnswer {
  const epoch = plan?.epoch ?? 0;
  if (plan === undefined || !Object.hasOwn(plan.broadcasts, broadcast))
    return { kind: 'unknown', broadcast, epoch };
  const assignment = plan.broadcasts[broadcast];
  if (assignment === undefined) return { kind: 'unknown', broadcast, epoch };
  return {
    kind: 'assigned',
    broadcast,
    epoch,
    algorithm: plan.algorithm,
    main: assignment.main,
    servers: assignment.servers.flatMap((name) => answeredServer(plan, name)),
    ttlSeconds: answerTtlSeconds,
  };
}

function answeredServer(plan: Plan, name: string): AnsweredServer[] {
  const listed = plan.intermediates.find((each) => each.name === name);
  return listed === undefined ? [] : [{ name, nodeUrl: listed.nodeUrl }];
}
