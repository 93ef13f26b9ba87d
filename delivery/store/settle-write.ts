import { isPlaylistKey } from '../../contract/network/object-key.ts';
import type { HeldObject, StoreOutcome, WriteCondition } from './object-store.ts';

/** What a write comes to: an outcome, or the version that it will have. */
export type SettledWrite =
  | { readonly kind: 'known'; readonly outcome: StoreOutcome }
  | { readonly kind: 'write'; readonly version: number };

/** The same, as far as it is known from what is held. */
export type WriteDecision =
  | SettledWrite
  /**
   * A playlist with a lower number. Where the broadcast has moved to a main server whose clock is behind, numbers can't be compared:
   * it is written if its content is ahead, with its own number, from which the new one's count goes on.
   */
  | { readonly kind: 'compare'; readonly version: number; readonly held: HeldObject };

/**
 * Decides on a write. Pure; asked before the bytes are read and again when they have come.
 * @param held what is under the key
 */
export function settleWrite(
  key: string,
  sha256: string,
  condition: WriteCondition,
  held: HeldObject | undefined,
  nowMs: number,
): WriteDecision {
  if (held === undefined) {
    if (condition.kind === 'replace') return { kind: 'known', outcome: { kind: 'missing' } };
    return { kind: 'write', version: condition.kind === 'newest' ? condition.version : nowMs };
  }
  if (held.sha256 === sha256 && !isRenewal(condition, held))
    return { kind: 'known', outcome: { kind: 'same', object: held } };
  if (mayReplace(key, condition, held))
    return { kind: 'write', version: nextVersion(condition, held, nowMs) };
  if (isPlaylistKey(key) && condition.kind === 'newest' && condition.version < held.version)
    return { kind: 'compare', version: condition.version, held };
  return { kind: 'known', outcome: { kind: 'taken', object: held } };
}

/** The same bytes under a newer number: a playlist that changed twice, back to what it was. Rare, and written again. */
const isRenewal = (condition: WriteCondition, held: HeldObject): boolean =>
  condition.kind === 'newest' && isPlaylistKey(held.key) && condition.version > held.version;

function mayReplace(key: string, condition: WriteCondition, held: HeldObject): boolean {
  if (!isPlaylistKey(key)) return false;
  if (condition.kind === 'replace') return condition.sha256 === held.sha256;
  return condition.kind === 'newest' && condition.version > held.version;
}

/** Rises also when the clock was set back. */
const nextVersion = (condition: WriteCondition, held: HeldObject, nowMs: number): number =>
  condition.kind === 'newest' ? condition.version : Math.max(nowMs, held.version + 1);
