import type { NodeIdentity } from '../identity/node-identity.ts';
import { togetherAtMost } from '../identity/signed-text.ts';

/** The bytes of a message as they go over NATS, at the end of this turn of the event loop. */
export type SealSoon = (subject: string, message: unknown) => Promise<string>;

type Waiting = {
  readonly subject: string;
  readonly body: string;
  readonly resolve: (bytes: string) => void;
};

/** Signs what is to be said at the same moment together: the busier a node is, the fewer signatures it makes for each message. */
export function sealTogether(identity: NodeIdentity): SealSoon {
  let waiting: Waiting[] = [];
  const sealAll = (): void => {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += togetherAtMost)
      sealSome(identity, all.slice(at, at + togetherAtMost));
  };
  return (subject, message) =>
    new Promise((resolve) => {
      const body = JSON.stringify(message);
      if (waiting.push({ subject, body, resolve }) === 1) setImmediate(sealAll);
    });
}

function sealSome(identity: NodeIdentity, some: readonly Waiting[]): void {
  const [first] = some;
  if (some.length === 1 && first !== undefined)
    return first.resolve(JSON.stringify(identity.sign(first.subject, first.body)));
  const signed = identity.signTogether(some);
  for (const [at, { resolve }] of some.entries()) resolve(JSON.stringify(signed[at]));
}
