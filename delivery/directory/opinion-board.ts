import { type Opinion, opinion } from '../../contract/network/directory-news.ts';
import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import type { MemberView } from './judge-deaths.ts';

/** What the members of the directory hold of the others' deaths. */
export type OpinionBoard = {
  /** Tells the others whom this member takes for dead; undefined: it can't tell yet. */
  readonly say: (own: readonly string[] | undefined) => void;
  /** All members that are known, this one among them. */
  readonly members: (own: readonly string[] | undefined) => MemberView[];
  /** Says that this member stops, so that nobody waits for it. */
  readonly close: () => void;
};

/** @param opinionMs an opinion that is older does not count */
export function openOpinionBoard(name: string, control: ControlPlane, opinionMs: number): OpinionBoard {
  const heard = new Map<string, Opinion & { readonly atMs: number }>();
  const unsubscribe = control.subscribe({
    subject: subjects.opinion,
    schema: opinion,
    maySay: ({ roles }) => roles.includes('directory'),
    handle: (said, sender) => heard.set(sender.name, { ...said, atMs: performance.now() }),
  });
  const say = (said: Opinion): void => control.publish(subjects.opinion, said);
  const viewOf = (member: string): MemberView => {
    const said = heard.get(member);
    const counts = said?.judges === true && performance.now() - said.atMs <= opinionMs;
    return {
      name: member,
      isAlive: control.nodes.isAlive(member),
      dead: counts ? new Set(said.dead) : undefined,
    };
  };
  return {
    say: (own) => say({ judges: own !== undefined, dead: [...(own ?? [])], leaving: false }),
    members: (own) => [
      { name, isAlive: true, dead: own && new Set(own) },
      ...control.nodes
        .all()
        .map(({ heartbeat }) => heartbeat)
        .filter((other) => other.name !== name && other.roles.includes('directory'))
        .filter((other) => heard.get(other.name)?.leaving !== true)
        .map((other) => viewOf(other.name)),
    ],
    close: () => {
      unsubscribe();
      say({ judges: false, dead: [], leaving: true });
    },
  };
}
