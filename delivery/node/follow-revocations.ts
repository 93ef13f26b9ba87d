import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { revocationNews } from '../../contract/network/directory-news.ts';
import { SurecastError, toSurecastError } from '../../contract/surecast-error.ts';
import { writeDurably } from '../../disk/durable-file.ts';
import type { ControlPlane } from '../control/control-plane.ts';
import { hearRevocations } from '../directory/hear-revocations.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';

/** A name means another node where another authority has issued it: the folder may have served another network. */
const contents = z.object({ version: z.literal(1), authority: z.string(), ...revocationNews.shape });

type Followed = Pick<NodeIdentity, 'name' | 'revocations' | 'tls'>;

const authorityOf = ({ tls }: Followed): string => hash('sha256', tls.ca.trim());

/**
 * Takes those for revoked that this node knew before it was started; nothing that is read here lets anybody in. A list that is
 * damaged or can’t be read is said and keeps no node from starting: the directory says the list every second, and a node that is
 * away for a fault of its disk takes its viewers along. Until the directory is heard, nobody is taken for revoked then.
 * @throws SurecastError NODE_REVOKED
 */
export async function readRevocations(
  file: string,
  identity: Followed,
  log: (line: string) => void,
): Promise<void> {
  const { name, revocations } = identity;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isNotThere(error)) return undefined;
    log(
      `${file} can’t be read: ${toSurecastError(error).message}. ${unknownMeanwhile} Let this user read it.`,
    );
    return undefined;
  });
  if (text === undefined) return;
  try {
    const { authority, revoked } = contents.parse(JSON.parse(text));
    if (authority === authorityOf(identity)) revocations.add(revoked);
  } catch {
    log(`${file} is not what was kept there. ${unknownMeanwhile}`);
  }
  if (revocations.has(name)) throw ownRevocation(name);
}

const unknownMeanwhile =
  'This node takes nobody for revoked until it hears the directory: see that it reaches NATS and a directory member.';

const isNotThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const ownRevocation = (name: string): SurecastError =>
  new SurecastError(
    'NODE_REVOKED',
    `${name} was revoked: the network takes nothing from this node any more.`,
  );

/** Takes for revoked whom the directory says, and keeps it. `onOwn`: this node is. Returns what ends it. */
export function followRevocations(options: {
  readonly control: Pick<ControlPlane, 'subscribe'>;
  readonly identity: Followed;
  readonly file: string;
  readonly log: (line: string) => void;
  readonly onOwn: (error: SurecastError) => void;
}): () => void {
  const { control, identity, file, log, onOwn } = options;
  const { name, revocations } = identity;
  let last: Promise<void> = Promise.resolve();
  const authority = authorityOf(identity);
  const keep = (): Promise<void> => {
    const text = JSON.stringify({ version: 1, authority, revoked: revocations.names() });
    return writeDurably(file, Buffer.from(text)).catch((error: unknown) =>
      log(`${file} can’t be written: ${toSurecastError(error).message}`),
    );
  };
  const unfollow = revocations.onAdd((revoked) => {
    if (revoked !== name) log(`${revoked} was revoked: nothing is taken from it any more.`);
    last = last.then(keep);
    if (revoked === name) onOwn(ownRevocation(name));
  });
  const unsubscribe = hearRevocations(control, revocations);
  return () => {
    unfollow();
    unsubscribe();
  };
}
