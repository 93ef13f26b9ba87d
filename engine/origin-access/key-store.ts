import type { S3Keys } from '../../contract/origin-access.ts';

/** Where the S3 keys of origins are kept, by canonical origin URL. */
export type KeyStore = {
  readonly keysOf: (originUrl: string) => S3Keys | undefined;
  readonly originUrls: () => readonly string[];
  readonly keep: (originUrl: string, keys: S3Keys) => Promise<void>;
  readonly forget: (originUrl: string) => Promise<void>;
};
