/**
 * Two processes of one name: a newcomer listens before it speaks, and leaves if the name is in use. If both began at once, or NATS
 * kept them apart, both speak; then the smaller instance id stays, which both can tell alike.
 */
export type NameClaim =
  | { readonly kind: 'listening'; readonly heardForMs: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'taken'; readonly by: string };

/** Longer than the pause between two heartbeats. */
const listenMs = 1_500;

export const newClaim: NameClaim = { kind: 'listening', heardForMs: 0 };

/** So much more time has passed. Only time in which others could be heard counts, without a break. */
export function afterTime(claim: NameClaim, ms: number, isConnected: boolean): NameClaim {
  if (claim.kind !== 'listening') return claim;
  if (!isConnected) return newClaim;
  const heardForMs = claim.heardForMs + ms;
  return heardForMs >= listenMs ? { kind: 'held' } : { kind: 'listening', heardForMs };
}

/** A heartbeat of this name came, by another process or this one. */
export function afterHeartbeat(claim: NameClaim, own: string, instance: string): NameClaim {
  if (instance === own || claim.kind === 'taken') return claim;
  if (claim.kind === 'held' && own < instance) return claim;
  return { kind: 'taken', by: instance };
}
