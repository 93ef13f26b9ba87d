import { setTimeout as sleep } from 'node:timers/promises';
import { planBucket } from '../../contract/network/subjects.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';
import type { DroppedMessages, KeptPlan, PlanStore } from './control-plane.ts';
import type { NatsLink } from './nats-link.ts';
import { storedSubject } from './plan-bucket.ts';
import { type Beacon, openBeacon, openPlan, sealBeacon, sealPlan } from './plan-values.ts';
import { readWhenWoken } from './read-when-woken.ts';
import { reconcile } from './reconcile-plan.ts';
import { type RememberedBucket, rememberBucket } from './remembered-bucket.ts';
import { reportTrouble } from './store-trouble.ts';
import type { Listen } from './subscriptions.ts';

/** The store with what ends it. `ready`: it was read once, or that took too long. */
export type OpenPlanStore = PlanStore & { readonly ready: Promise<void>; close(): Promise<void> };

export type PlanStoreOptions = {
  readonly identity: NodeIdentity;
  readonly link: Pick<NatsLink, 'connection' | 'onUp'>;
  readonly listen: Listen;
  readonly onDropped: (kind: keyof DroppedMessages, subject: string, sender?: string) => void;
  readonly isMember: boolean;
  readonly log: (line: string) => void;
};

/** What is held, and what the first plan would have to be written over: a value that is none. */
type Held = {
  kept: KeptPlan | undefined;
  blankRevision: number;
  /** When a member's beacon was last heard. */
  heardAtMs: number | undefined;
  readonly listeners: Set<(kept: KeptPlan) => void>;
};

const beaconEveryMs = 1_000;
/** Without a beacon for so long, what is heard is not taken for all there is. */
const silentAfterMs = 3_000;
const readyWithinMs = 1_000;

export function openPlanStore(options: PlanStoreOptions): OpenPlanStore {
  const { link, isMember, log } = options;
  const held: Held = { kept: undefined, blankRevision: 0, heardAtMs: undefined, listeners: new Set() };
  const bucket = rememberBucket(link, isMember);
  const trouble = reportTrouble(log);
  const firstRead = Promise.withResolvers<void>();
  const ageMs = (): number | undefined =>
    held.heardAtMs === undefined ? undefined : performance.now() - held.heardAtMs;
  const reading = readWhenWoken({
    read: async () => {
      await readPlan(options, bucket, held);
      firstRead.resolve();
    },
    onFailed: (error) => {
      bucket.forget();
      trouble.failed(error, link.connection() !== undefined, performance.now());
    },
    onBack: trouble.isOver,
    isSilent: () => (ageMs() ?? Number.POSITIVE_INFINITY) > silentAfterMs,
    everyMs: silentAfterMs,
  });
  const endListening = hearStore(options, held, reading.wake);
  link.onUp(reading.wake);
  const endBeacon = isMember ? sendBeacon(options.identity, bucket, held) : undefined;
  return {
    ready: Promise.race([firstRead.promise, sleep(readyWithinMs, undefined, { ref: false })]),
    current: () => held.kept,
    ageMs,
    onChange: (listener) => {
      held.listeners.add(listener);
      return () => held.listeners.delete(listener);
    },
    change: async (plan, revision) => {
      const over = revision === 0 ? held.blankRevision : revision;
      const written = await bucket
        .get()
        .then((open) => open.writeIf(planBucket.planKey, sealPlan(options.identity, plan), over))
        .catch((cause: unknown) => {
          reading.wake();
          throw new SurecastError('NETWORK_UNREACHABLE', 'The plan’s store does not answer.', { cause });
        });
      if (written === undefined) reading.wake();
      else if ((held.kept?.plan.epoch ?? 0) < plan.epoch) hold(held, { plan, revision: written });
      return written !== undefined;
    },
    close: async () => {
      endBeacon?.();
      endListening();
      await reading.close();
    },
  };
}

function hold(held: Held, kept: KeptPlan): void {
  held.kept = kept;
  for (const listener of held.listeners) listener(kept);
}

/** Takes what the store has, or brings back what it has lost. */
async function readPlan(
  { identity, isMember, onDropped, log }: PlanStoreOptions,
  remembered: RememberedBucket,
  held: Held,
): Promise<void> {
  const bucket = await remembered.get();
  const found = openPlan(identity, await bucket.read(planBucket.planKey), onDropped);
  held.blankRevision = found.kind === 'none' ? found.revision : 0;
  const next = reconcile(held.kept, found, isMember);
  if (next.kind === 'adopt') hold(held, next.kept);
  if (next.kind !== 'restore') return;
  const { plan } = next;
  const revision = await bucket.writeIf(planBucket.planKey, sealPlan(identity, plan), next.overRevision);
  // Undefined: another member was first, and says so to this one as well.
  if (revision === undefined) return;
  log(`The plan’s store had lost epoch ${plan.epoch}: it is written again.`);
  hold(held, { plan, revision });
}

/** What the store takes, the server says to all: a change is read at once, a beacon shows that nothing was missed. */
function hearStore({ identity, listen }: PlanStoreOptions, held: Held, wake: () => void): () => void {
  return listen({
    subject: `${storedSubject}.*`,
    queueGroup: undefined,
    take: (message) => {
      if (message.subject !== `${storedSubject}.${planBucket.beaconKey}`) return wake();
      const said = openBeacon(identity, message.data);
      if (said === undefined) return;
      held.heardAtMs = performance.now();
      const own = ownBeacon(held);
      if (said.epoch > own.epoch || said.revision > own.revision) wake();
    },
  });
}

const ownBeacon = ({ kept }: Held): Beacon => ({
  revision: kept?.revision ?? 0,
  epoch: kept?.plan.epoch ?? 0,
});

function sendBeacon(identity: NodeIdentity, remembered: RememberedBucket, held: Held): () => void {
  const timer = setInterval(() => {
    remembered
      .get()
      .then((bucket) => bucket.write(planBucket.beaconKey, sealBeacon(identity, ownBeacon(held))))
      // Whoever hears no beacon reads the store, this process with the others.
      .catch(() => undefined);
  }, beaconEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
