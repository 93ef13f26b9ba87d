import type { z } from 'zod';
import type { DirectoryChange, numberedChange } from '../../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../../contract/network/directory-reply.ts';
import type { AlgorithmId, Plan } from '../../contract/network/plan.ts';
import type { Sender } from '../../contract/network/signed.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import type { Nonces } from '../control/nonces.ts';
import { defaultAlgorithm } from '../enumeration/registry.ts';
import type { PlanChanger, PlanOutcome } from './change-plan.ts';
import { forbids } from './may-ask.ts';
import { nextPlan } from './next-plan.ts';
import { orderDrain } from './order-drain.ts';
import { type PlanEvent, refused } from './plan-event.ts';

/** What a member makes changes with. */
export type ChangeParts = {
  readonly name: string;
  readonly control: Pick<ControlPlane, 'nodes' | 'request'>;
  readonly store: PlanStore;
  readonly change: PlanChanger;
  readonly nonces: Nonces;
  readonly log: (line: string) => void;
};

/** Makes a change that a genuine sender asks for; whoever repeats what it said changes nothing. */
export async function answerChange(
  { nonce, change }: z.infer<typeof numberedChange>,
  sender: Sender,
  parts: ChangeParts,
): Promise<DirectoryReply> {
  if (!parts.nonces.take(nonce, sender.name))
    return refused(
      'REPEATED',
      'This request was made before, or more than ten seconds ago: it changed nothing.',
    );
  return forbids(change, sender) ?? makeChange(change, sender, parts);
}

async function makeChange(
  request: DirectoryChange,
  sender: Sender,
  parts: ChangeParts,
): Promise<DirectoryReply> {
  const { change } = parts;
  switch (request.kind) {
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
    case 'revoke':
      return done(await change({ kind: 'revoke', names: [request.node] }));
    case 'roll-back':
      return changed(await change({ kind: 'roll-back' }));
  }
}

/** Any node can be told to drain; only intermediates are in the plan, and are left alone by it also if they can't be told. */
async function drain(
  node: string,
  draining: boolean,
  { control, store, change, log }: ChangeParts,
): Promise<DirectoryReply> {
  const isListed = store.current()?.plan.intermediates.some(({ name }) => name === node) === true;
  if (!isListed && !control.nodes.isAlive(node))
    return refused('UNKNOWN_NODE', `No node ${node} is in the network.`);
  if (!isListed)
    return (await orderDrain(control, node, draining))
      ? { kind: 'done', epoch: store.current()?.plan.epoch ?? 0 }
      : refused('NOT_READY', `${node} does not answer: it could not be told.`);
  const outcome = done(await change({ kind: 'drain', name: node, draining }));
  if (outcome.kind === 'done')
    void orderDrain(control, node, draining).then((isTold) => {
      if (!isTold)
        log(`${node} could not be told ${draining ? 'to drain' : 'to work again'}; the plan has it.`);
    });
  return outcome;
}

async function chooseAlgorithm(
  event: Extract<PlanEvent, { kind: 'choose-algorithm' }>,
  dryRun: boolean,
  { name, store, change }: ChangeParts,
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
