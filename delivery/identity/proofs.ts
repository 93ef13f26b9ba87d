import { type KeyObject, verify } from 'node:crypto';
import { rememberLatest } from './remember-latest.ts';

/** A signature and what it should be over. */
export type Proof = { readonly text: string; readonly key: KeyObject; readonly signature: string };

/** Checks signatures. What was found to hold is known when the same comes again, to the letter. */
export type Proofs = {
  readonly holds: (proof: Proof) => boolean;
  /** The same, beside the event loop if it takes time; a promise then. */
  readonly holdsSoon: (proof: Proof) => boolean | Promise<boolean>;
};

/** Nodes ask the same again and again, in the same words; heartbeats are longer, and never the same. */
const rememberedCharacters = 800;
const rememberedAtMost = 5_000;
/** More than so many are not given away: whoever floods this node is then read no faster than is checked. */
const besideAtMost = 64;

type Known = Pick<Proof, 'text' | 'key'>;

export function createProofs(): Proofs {
  const known = rememberLatest<Known>(rememberedAtMost);
  const running = new Map<string, Known & { readonly result: Promise<boolean> }>();
  const keep = ({ text, key, signature }: Proof): true => {
    if (text.length <= rememberedCharacters) known.set(signature, { text, key });
    return true;
  };
  const isKnown = (proof: Proof): boolean => isSame(known.get(proof.signature), proof);
  const holds = (proof: Proof): boolean => isKnown(proof) || (check(proof) && keep(proof));
  return {
    holds,
    holdsSoon: (proof) => {
      if (isKnown(proof)) return true;
      const same = running.get(proof.signature);
      if (same !== undefined && isSame(same, proof)) return same.result;
      if (running.size >= besideAtMost || same !== undefined) return holds(proof);
      const result = checkBeside(proof)
        .then((is) => is && keep(proof))
        .finally(() => running.delete(proof.signature));
      running.set(proof.signature, { text: proof.text, key: proof.key, result });
      return result;
    },
  };
}

const isSame = (one: Known | undefined, other: Known): boolean =>
  one?.key === other.key && one.text === other.text;

const check = ({ text, key, signature }: Proof): boolean =>
  verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));

const checkBeside = ({ text, key, signature }: Proof): Promise<boolean> =>
  new Promise((resolve) => {
    verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'), (error, is) =>
      resolve(error === null && is),
    );
  });
