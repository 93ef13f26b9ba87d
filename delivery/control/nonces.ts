import { randomBytes } from 'node:crypto';

/** Numbers that were made up for messages to come: each counts once, for whom it was made, for ten seconds of this process's own clock. */
export type Nonces = {
  /** @param sender name of whoever is to sign the message */
  readonly give: (sender: string) => string;
  /** Whether a message with this number, signed by that sender, is a new one. From now on it is not. */
  readonly take: (nonce: string, sender: string) => boolean;
};

export const nonceHoldsMs = 10_000;
/** One that asks for more loses its own oldest, and nobody else's. */
const openAtMost = 5_000;

export function createNonces(nowMs: () => number = () => performance.now()): Nonces {
  const open = new Map<string, Map<string, number>>();
  return {
    give: (sender) => {
      const own = open.get(sender) ?? new Map<string, number>();
      open.set(sender, own);
      forgetOld(own, nowMs());
      const nonce = randomBytes(16).toString('base64url');
      own.set(nonce, nowMs());
      return nonce;
    },
    take: (nonce, sender) => {
      const own = open.get(sender);
      const givenAtMs = own?.get(nonce);
      own?.delete(nonce);
      if (own?.size === 0) open.delete(sender);
      return givenAtMs !== undefined && nowMs() - givenAtMs <= nonceHoldsMs;
    },
  };
}

/** They stand in the order in which they were given. */
function forgetOld(own: Map<string, number>, nowMs: number): void {
  for (const [nonce, givenAtMs] of own) {
    if (own.size < openAtMost && nowMs - givenAtMs <= nonceHoldsMs) return;
    own.delete(nonce);
  }
}
