import type { DirectoryRequest } from '../../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../../contract/network/directory-reply.ts';
import type { AlgorithmId, Plan } from '../../contract/network/plan.ts';
import type { Sender } from '../../contract/network/signed.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import { defaultAlgorithm } from '../enumeration/registry.ts';
import type { PlanChanger, PlanOutcome } from './change-plan.ts';
import { explain } from './explain.ts';
import { forbids } from './may-ask.ts';
import { nextPlan } from './next-plan.ts';
import { type PlanEvent, refused } from './plan-event.ts';
import { readAnswer } from './read-answer.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What a member answers with. */
export type AnswerParts = {
  readonly name: string;
  readonly control: Pick<ControlPlane, 'nodes' | 'publish'>;
  readonly store: PlanStore;
  readonly change: PlanChanger;
};

/** The answer to a request of a genuine sender. Looking needs nothing but this member's own copy of the plan. */
export async function answerRequest(
  request: DirectoryRequest,
  sender: Sender,
  parts: AnswerParts,
): Promise<DirectoryReply> {
  const { name, control, store, change } = parts;
  const forbidden = forbids(request, sender);
  if (forbidden !== undefined) return forbidden;
  const plan = store.current()?.plan;
  switch (request.kind) {
    case 'enumerate':
      return readAnswer(plan, request.broadcast);
    case 'explain':
      return plan === undefined
        ? readAnswer(plan, request.broadcast)
        : explain(request.broadcast, {
            member: name,
            plan,
            planAgeMs: store.ageMs() ?? 0,
            nodes: control.nodes,
            nowMs: performance.now(),
          });
    case 'snapshot':
      return takeSnapshot(name, plan, store.ageMs(), control.nodes, performance.now());
    case 'register':
      return done(await change(request));
    case 'forget': {
      const main = sender.roles.includes('operator') ? undefined : sender.name;
      return done(await change({ kind: 'forget', broadcast: request.broadcast, main }));
    }
    case 'drain':
      return drain(request.node, request.draining, parts);
    case 'choose-algorithm':
      return chooseAlgorithm(
        { kind: 'choose-algorithm', algorithm: request.algorithm },
        request.dryRun,
        parts,
      );
    case 'roll-back':
      return changed(await change({ kind: 'roll-back' }));
  }
}

/** Any node can be told to drain; only intermediates are in the plan. */
async function drain(
  node: string,
  draining: boolean,
  { control, store, change }: AnswerParts,
): Promise<DirectoryReply> {
  const isListed = store.current()?.plan.intermediates.some(({ name }) => name === node) === true;
  if (!isListed && !control.nodes.isAlive(node))
    return refused('UNKNOWN_NODE', `No node ${node} is in the network.`);
  const outcome: DirectoryReply = isListed
    ? done(await change({ kind: 'drain', name: node, draining }))
    : { kind: 'done', epoch: store.current()?.plan.epoch ?? 0 };
  if (outcome.kind === 'done') control.publish(`${subjects.order}.${node}`, { kind: 'drain', draining });
  return outcome;
}

async function chooseAlgorithm(
  event: Extract<PlanEvent, { kind: 'choose-algorithm' }>,
  dryRun: boolean,
  { name, store, change }: AnswerParts,
): Promise<DirectoryReply> {
  if (!dryRun) return changed(await change(event));
  const plan = store.current()?.plan;
  const step = nextPlan(plan, event, { now: new Date().toISOString(), by: name });
  if (step.kind === 'refused') return step;
  if (step.kind === 'same')
    return { kind: 'changed', ...planOf(plan, event.algorithm), dryRun: true, moves: [] };
  return { kind: 'changed', ...planOf(step.plan, event.algorithm), dryRun: true, moves: [...step.moves] };
}

const done = (outcome: PlanOutcome): DirectoryReply =>
  outcome.kind === 'refused' ? outcome : { kind: 'done', epoch: outcome.plan?.epoch ?? 0 };

const changed = (outcome: PlanOutcome): DirectoryReply =>
  outcome.kind === 'refused'
    ? outcome
    : {
        kind: 'changed',
        ...planOf(outcome.plan, defaultAlgorithm),
        dryRun: false,
        moves: [...outcome.moves],
      };

/** @param otherwise the algorithm where there is no plan yet */
const planOf = (
  plan: Plan | undefined,
  otherwise: AlgorithmId,
): { epoch: number; algorithm: AlgorithmId } => ({
  epoch: plan?.epoch ?? 0,
  algorithm: plan?.algorithm ?? otherwise,
});
