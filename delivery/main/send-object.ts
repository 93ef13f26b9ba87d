import type { AnsweredServer } from '../../contract/network/directory-calls.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { NodeClient } from '../transfer/node-client.ts';
import type { IssuedObject } from './issue-lane.ts';

export type Sent =
  /** The server attests that it holds these bytes. */
  | 'attested'
  /** A newer version has taken its place here, or there. */
  | 'superseded'
  /** The server took it and yet does not have it: it keeps less than it is sent, or its disk is bad. */
  | 'not kept'
  /** The server holds other bytes under this name, which is written once. */
  | 'conflict';

/**
 * Brings an object to a server and has it attested by a question of its own.
 * @throws SurecastError NODE_UNREACHABLE, NODE_REFUSED
 */
export async function sendObject(
  { client, store }: { readonly client: NodeClient; readonly store: ObjectStore },
  server: AnsweredServer,
  { object, isPlaylist, mayBeThere }: IssuedObject,
  signal: AbortSignal,
): Promise<Sent> {
  const { key, sha256 } = object;
  const isThere = async (): Promise<boolean> => (await client.head(server, key, signal))?.sha256 === sha256;
  if (mayBeThere && (await isThere())) return 'attested';
  const body = await store.read(object);
  if (body === undefined) return 'superseded';
  const outcome = await client.put(server, key, object, body, signal).finally(() => body.destroy());
  if (outcome.kind === 'taken') return isPlaylist ? 'superseded' : 'conflict';
  if (await isThere()) return 'attested';
  return store.head(key)?.version === object.version ? 'not kept' : 'superseded';
}
