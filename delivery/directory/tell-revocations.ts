import { subjects } from '../../contract/network/subjects.ts';
import type { ControlPlane, PlanStore } from '../control/control-plane.ts';
import type { Revocations } from '../identity/revocations.ts';
import type { PlanChanger } from './change-plan.ts';

/**
 * Tells all nodes who is revoked, once a second and at each change; and the plan, if it has lost somebody that this member knows.
 * Returns what ends it.
 */
export function tellRevocations(options: {
  readonly revocations: Revocations;
  readonly control: Pick<ControlPlane, 'publish'>;
  readonly store: PlanStore;
  readonly change: PlanChanger;
  readonly everyMs: number;
}): () => void {
  const { revocations, control, store, change, everyMs } = options;
  let isWriting = false;
  const say = (): void => {
    const revoked = revocations.names();
    if (revoked.length > 0) control.publish(subjects.revoked, { revoked });
  };
  const restore = async (): Promise<void> => {
    const inPlan = store.current()?.plan.revoked ?? [];
    const names = revocations.names().filter((name) => !inPlan.includes(name));
    if (isWriting || names.length === 0) return;
    isWriting = true;
    // What can't be written now is tried again in a second.
    await change({ kind: 'revoke', names });
    isWriting = false;
  };
  const take = (): void => {
    if (revocations.add(store.current()?.plan.revoked ?? []).length > 0) say();
  };
  take();
  const unfollow = store.onChange(take);
  const timer = setInterval(() => {
    say();
    void restore();
  }, everyMs);
  return () => {
    clearInterval(timer);
    unfollow();
  };
}
