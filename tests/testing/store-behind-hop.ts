import { type Fate, type FateHop, startFateHop } from '../../fixtures/faults/fate-hop.ts';
import { type Bucket, startStore } from './workplace.ts';

/** A store whose buckets are reached through a hop with a fate for each. */
export type StoreBehindHop = {
  readonly hop: FateHop;
  /** A bucket of a test's own; its view looks past the hop. */
  bucketThat(fate: Fate): Promise<Bucket>;
  stop(): Promise<void>;
};

/** For the tests of one file; to be stopped after them. */
export async function startStoreBehindHop(): Promise<StoreBehindHop> {
  const store = await startStore();
  const hop = await startFateHop(store.server.endpoint);
  return {
    hop,
    bucketThat: async (fate) => {
      const bucket = await store.bucket();
      hop.decide(bucket.name, fate);
      return { ...bucket, env: { ...bucket.env, AWS_ENDPOINT_URL_S3: hop.endpoint } };
    },
    stop: async () => {
      await hop.stop();
      await store.server.stop();
    },
  };
}
