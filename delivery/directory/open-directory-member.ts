import { setTimeout as delay } from 'node:timers/promises';
import { directoryLook, numberedChange } from '../../contract/network/directory-calls.ts';
import { directoryQueueGroup, subjects } from '../../contract/network/subjects.ts';
import { toSurecastError } from '../../contract/surecast-error.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import { createNonces } from '../control/nonces.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import { answerChange } from './answer-change.ts';
import { answerLook } from './answer-look.ts';
import { openPlanChanger } from './change-plan.ts';
import { type DirectoryTimes, directoryTimes } from './directory-times.ts';
import { reportEpochs } from './epoch-news.ts';
import { keepList } from './keep-list.ts';
import { refused } from './plan-event.ts';
import { tellRevocations } from './tell-revocations.ts';

export type DirectoryMemberOptions = {
  readonly identity: Pick<NodeIdentity, 'name' | 'revocations'>;
  readonly control: ControlPlane;
  readonly log: (line: string) => void;
  readonly times?: DirectoryTimes;
};

/** A member of the directory. All members are alike: whoever is asked answers from its own copy of the plan. */
export type DirectoryMember = {
  /** Whether it has read the plan (or knows that there is none), and so answers. */
  readonly isReady: () => boolean;
  readonly close: () => Promise<void>;
};

/**
 * Opens a member. It answers as soon as it has read the plan's store, however long that takes, and goes on answering from
 * what it has when the store or NATS are away.
 */
export function openDirectoryMember(options: DirectoryMemberOptions): DirectoryMember {
  const closing = new AbortController();
  let close: (() => void) | undefined;
  const opening = openStore(options, closing.signal).then((store) => {
    if (store !== undefined && !closing.signal.aborted) close = serve(store, options);
  });
  return {
    isReady: () => close !== undefined,
    close: async () => {
      closing.abort();
      await opening;
      close?.();
    },
  };
}

/** Changes of so long are told again with each epoch. */
const newsForMs = 10_000;

/** Opens the plan's store and waits until it was heard of; undefined: the member was closed meanwhile. */
async function openStore(
  { control, log }: DirectoryMemberOptions,
  signal: AbortSignal,
): Promise<PlanStore | undefined> {
  let store: PlanStore | undefined;
  while (!signal.aborted) {
    store ??= await control.openPlanStore().catch((error: unknown) => {
      log(`The plan’s store can’t be opened yet: ${toSurecastError(error).message}`);
      return undefined;
    });
    if (store !== undefined && (store.current() !== undefined || store.ageMs() !== undefined)) return store;
    await delay(store === undefined ? 1_000 : 20, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

function serve(store: PlanStore, { identity, control, log, times = directoryTimes }: DirectoryMemberOptions) {
  const { name, revocations } = identity;
  const change = openPlanChanger(store, name, log);
  const parts = { name, control, store, change, nonces: createNonces(), log };
  const listen = (subject: string, queueGroup: string | undefined): (() => void) =>
    control.subscribe({
      subject,
      schema: directoryLook,
      isInAnyOrder: true,
      ...(queueGroup !== undefined && { queueGroup }),
      handle: (look, sender, reply) => reply(answerLook(look, sender, parts)),
    });
  const listenForChanges = (): (() => void) =>
    control.subscribe({
      subject: `${subjects.directoryChange}.${name}`,
      schema: numberedChange,
      isInAnyOrder: true,
      handle: (numbered, sender, reply) => {
        answerChange(numbered, sender, parts).then(reply, (error: unknown) => {
          log(`A request (${numbered.change.kind}) failed: ${toSurecastError(error).message}`);
          reply(refused('NOT_READY', 'This directory member failed to answer; its log says why.'));
        });
      },
    });
  const unlisten = [
    listenForChanges(),
    listen(subjects.directory, directoryQueueGroup),
    listen(subjects.directoryAll, undefined),
  ];
  const report = reportEpochs(newsForMs);
  const sayEpoch = (): void =>
    control.publish(subjects.epoch, report(store.current()?.plan, performance.now()));
  const unfollow = store.onChange(sayEpoch);
  const timer = setInterval(sayEpoch, times.everyMs);
  const stopList = keepList({ name, control, store, change, times });
  const { everyMs } = times;
  const stopTelling = tellRevocations({ revocations, control, store, change, everyMs });
  sayEpoch();
  const stop = (): void => {
    clearInterval(timer);
    for (const end of [...unlisten, unfollow, stopList, stopTelling]) end();
  };
  // Nothing that it would say counts any more.
  const unfollowOwn = revocations.onAdd((revoked) => {
    if (revoked === name) stop();
  });
  return () => {
    unfollowOwn();
    stop();
  };
}
