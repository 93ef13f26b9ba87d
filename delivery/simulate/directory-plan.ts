import type { AlgorithmId, Plan, PlanMove } from '../../contract/network/plan.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { nextPlan } from '../directory/next-plan.ts';
import type { PlanEvent } from '../directory/plan-event.ts';
import { defaultAlgorithm } from '../enumeration/registry.ts';
import { mainName, nodeUrl, type SimulatedServer } from './simulated-server.ts';

/** The plan of a simulated directory, changed as the product changes it. */
export type DirectoryPlan = {
  current(): Plan;
  /** What moved. @throws SurecastError SIMULATION_INVALID if the product would refuse it */
  change(event: PlanEvent, nowMs: number): readonly PlanMove[];
};

export const streamName = (stream: number): string => `stream-${stream + 1}`;

/** A plan with all intermediates listed and all streams placed. */
export function createDirectoryPlan(
  intermediates: readonly SimulatedServer[],
  streams: number,
  algorithm: AlgorithmId,
): DirectoryPlan {
  let plan: Plan | undefined;
  const change = (event: PlanEvent, nowMs: number): readonly PlanMove[] => {
    const step = nextPlan(plan, event, { now: new Date(nowMs).toISOString(), by: 'directory-1' });
    if (step.kind === 'refused') throw new SurecastError('SIMULATION_INVALID', step.message);
    if (step.kind === 'same') return [];
    plan = step.plan;
    return step.moves;
  };
  for (const server of intermediates) change({ kind: 'join', server: listed(server) }, 0);
  const main = { name: mainName, nodeUrl: nodeUrl(mainName) };
  if (algorithm.name !== defaultAlgorithm.name || algorithm.version !== defaultAlgorithm.version)
    change({ kind: 'choose-algorithm', algorithm }, 0);
  for (let stream = 0; stream < streams; stream++)
    change({ kind: 'register', broadcast: streamName(stream), main }, 0);
  return {
    change,
    current() {
      if (plan === undefined) throw new RangeError('the plan has not begun');
      return plan;
    },
  };
}

export const listed = ({ name, capacityBitsPerSecond }: SimulatedServer) => ({
  name,
  nodeUrl: nodeUrl(name),
  weight: capacityBitsPerSecond / 1e6,
});
