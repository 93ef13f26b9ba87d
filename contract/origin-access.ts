import { z } from 'zod';

/** S3 keys. They reach the S3 client and nothing else: no log, argument, database, report or page. */
export const s3Keys = z.strictObject({
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: z.string().min(1).max(512),
  sessionToken: z.string().max(4096).optional(),
});

/** What is known of how to reach one origin, besides its URL. What is absent comes from variables: AWS's own, `SURECAST_PUBLISHER`. */
export const originAccess = z.strictObject({
  /** `http://` or `https://` URL of a store of one's own. */
  endpoint: z.string().optional(),
  region: z.string().optional(),
  keys: s3Keys.optional(),
  /** Path of the publisher's file of a `surecast://` origin (`contract/network/network-file.ts`). */
  publisherFile: z.string().optional(),
});

export type S3Keys = z.infer<typeof s3Keys>;
export type OriginAccess = z.infer<typeof originAccess>;

/** How to reach an origin, by its canonical URL; undefined: as AWS's own variables and files say. */
export type AccessOf = (originUrl: string) => OriginAccess | undefined;
