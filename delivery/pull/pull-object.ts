import { Readable } from 'node:stream';
import type { Origin } from '../../contract/origin.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { hexSha256 } from '../../uploader/origins/hash.ts';
import type { NamedObject } from '../store/named-objects.ts';
import type { HeldObject, ObjectStore, WriteCondition } from '../store/object-store.ts';

/** What pulling works on. */
export type PullSource = {
  readonly origin: Pick<Origin, 'get'>;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
};

const largestObjectBytes = 256 * 1024 * 1024;

/**
 * Brings an object that a playlist names from the origin into the store, if it is not there.
 * @throws SurecastError OBJECT_MISSING, CHECKSUM_MISMATCH, OBJECT_TAKEN, NODE_FULL; OriginFailure
 */
export async function pullNamed(source: PullSource, { key, sha256 }: NamedObject): Promise<void> {
  const held = source.store.head(key);
  if (held !== undefined && (sha256 === undefined || held.sha256 === sha256)) return;
  if (held !== undefined) throw taken(key);
  const bytes = await source.origin.get(key, largestObjectBytes, source.signal);
  if (bytes === undefined) throw new SurecastError('OBJECT_MISSING', `${key} is not at the origin yet.`);
  if (sha256 !== undefined && hexSha256(bytes) !== sha256)
    throw new SurecastError('CHECKSUM_MISMATCH', `${key} at the origin is not what the playlist says.`);
  await keep(source.store, key, bytes, { kind: 'create' });
}

/** Puts bytes into the store as the newest version of a playlist, or of a file that is written once. */
export async function keepNewest(store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  const held: HeldObject | undefined = store.head(key);
  const sha256 = hexSha256(bytes);
  if (held?.sha256 === sha256) return;
  const version = Math.max(Date.now(), (held?.version ?? 0) + 1);
  await keep(store, key, bytes, { kind: 'newest', version });
}

async function keep(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  condition: WriteCondition,
): Promise<void> {
  const expected = { sha256: hexSha256(bytes), sizeBytes: bytes.byteLength };
  const outcome = await store.put(key, Readable.from([bytes], { objectMode: false }), expected, condition);
  if (outcome.kind === 'stored' || outcome.kind === 'same') return;
  if (outcome.kind === 'no-room') throw new SurecastError('NODE_FULL', 'The disk of this node is full.');
  throw taken(key);
}

const taken = (key: string): SurecastError =>
  new SurecastError('OBJECT_TAKEN', `${key} holds other bytes here than at the origin.`);
