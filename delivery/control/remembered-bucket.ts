import type { NatsLink } from './nats-link.ts';
import { openPlanBucket, type PlanBucket } from './plan-bucket.ts';

/** The bucket over the connection there is. */
export type RememberedBucket = {
  /** @throws Error while NATS or the store does not answer */
  get(): Promise<PlanBucket>;
  /** Something went wrong with it: it is opened again, and made again if it is lost. */
  forget(): void;
};

export function rememberBucket(link: Pick<NatsLink, 'connection'>, isMember: boolean): RememberedBucket {
  let known: { readonly over: unknown; readonly bucket: Promise<PlanBucket> } | undefined;
  return {
    get: async () => {
      const connection = link.connection();
      if (connection === undefined) throw new Error('NATS is away');
      if (known?.over !== connection)
        known = { over: connection, bucket: openPlanBucket(connection, isMember) };
      return known.bucket;
    },
    forget: () => {
      known = undefined;
    },
  };
}
