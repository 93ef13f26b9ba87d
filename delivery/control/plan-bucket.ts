import { JetStreamApiCodes, JetStreamApiError, jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { planBucket } from '../../contract/network/subjects.ts';

/** A key's value in the store. `bytes` undefined: it was deleted. */
export type StoredValue = { readonly revision: number; readonly bytes: Uint8Array | undefined };

/** The key-value bucket of the plan. All of it throws while NATS or its store does not answer. */
export type PlanBucket = {
  /** Undefined: never written. Asked of the leader, so that what was written before is seen. */
  read(key: string): Promise<StoredValue | undefined>;
  /** Writes if `revision` is still the key's newest (0: if there is none). @returns the new one; undefined: it is not */
  writeIf(key: string, bytes: string, revision: number): Promise<number | undefined>;
  write(key: string, bytes: string): Promise<void>;
};

/** Whatever is stored is said again by the server below this subject: to hear of it takes no consumer that could fall asleep. */
export const storedSubject = 'surecast.plan';

const answerWithinMs = 3_000;
const clusterReplicas = 3;

/**
 * Opens the bucket over one connection. Members make it if it is not there.
 * @throws Error while the store does not answer, or the bucket is not there and this is no member
 */
export async function openPlanBucket(connection: NatsConnection, isMember: boolean): Promise<PlanBucket> {
  const manager = new Kvm(jetstream(connection, { timeout: answerWithinMs }));
  const isCluster = connection.info?.cluster !== undefined;
  const bucket = isMember
    ? await manager.create(planBucket.name, {
        history: 1,
        replicas: isCluster ? clusterReplicas : 1,
        allow_direct: false,
        republish: { src: `$KV.${planBucket.name}.>`, dest: `${storedSubject}.>` },
      })
    : await manager.open(planBucket.name, { allow_direct: false });
  return {
    read: (key) => read(bucket, key),
    writeIf: (key, bytes, revision) => writeIf(bucket, key, bytes, revision),
    write: async (key, bytes) => {
      await bucket.put(key, bytes, { timeout: answerWithinMs });
    },
  };
}

async function read(bucket: KV, key: string): Promise<StoredValue | undefined> {
  const entry = await bucket.get(key);
  if (entry === null) return undefined;
  return { revision: entry.revision, bytes: entry.operation === 'PUT' ? entry.value : undefined };
}

async function writeIf(
  bucket: KV,
  key: string,
  bytes: string,
  revision: number,
): Promise<number | undefined> {
  try {
    return await bucket.put(key, bytes, { previousSeq: revision, timeout: answerWithinMs });
  } catch (error) {
    if (error instanceof JetStreamApiError && wrongRevision.has(error.code)) return undefined;
    throw error;
  }
}

const wrongRevision = new Set<number>([
  JetStreamApiCodes.StreamWrongLastSequence,
  JetStreamApiCodes.StreamWrongLastSequenceUnknown,
]);
