import type { DirectoryLook } from '../../contract/network/directory-calls.ts';
import type { DirectoryReply } from '../../contract/network/directory-reply.ts';
import type { Sender } from '../../contract/network/signed.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import type { Nonces } from '../control/nonces.ts';
import { explain } from './explain.ts';
import { readAnswer } from './read-answer.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What a member answers with. */
export type AnswerParts = {
  readonly name: string;
  readonly control: Pick<ControlPlane, 'nodes'>;
  readonly store: PlanStore;
  readonly nonces: Nonces;
};

/** The answer to who looks: it needs nothing but this member's own copy of the plan. */
export function answerLook(
  look: DirectoryLook,
  sender: Sender,
  { name, control, store, nonces }: AnswerParts,
): DirectoryReply {
  const plan = store.current()?.plan;
  switch (look.kind) {
    case 'enumerate':
      return readAnswer(plan, look.broadcast);
    case 'explain':
      return plan === undefined
        ? readAnswer(plan, look.broadcast)
        : explain(look.broadcast, {
            member: name,
            plan,
            planAgeMs: store.ageMs() ?? 0,
            nodes: control.nodes,
            nowMs: performance.now(),
          });
    case 'snapshot':
      return takeSnapshot(name, plan, store.ageMs(), control.nodes, performance.now());
    case 'begin-change':
      return { kind: 'change-begun', member: name, nonce: nonces.give(sender.name) };
  }
}
