import * as sdk from '@aws-sdk/client-s3';
import type { ConnectionSettings } from '../../contract/connection.ts';
import { proxyFor } from '../../contract/proxy-choice.ts';
import { AddressBook } from './address-book.ts';
import type { RequestLimits } from './deadline.ts';
import { s3Endpoint } from './s3-address.ts';
import { credentialsFrom } from './s3-credentials.ts';
import { S3HttpHandler } from './s3-http-handler.ts';
import { type AwsVariables, readS3Settings } from './s3-settings.ts';
import { trustIn } from './trust.ts';

/** What an S3 client is made of. */
export type S3ClientOptions = {
  readonly variables: AwsVariables;
  readonly limits: RequestLimits;
  readonly connection?: ConnectionSettings | undefined;
  readonly book?: AddressBook | undefined;
};

/** The SDK's client and the commands it is sent. */
export type S3Connection = { readonly client: sdk.S3Client; readonly sdk: typeof sdk };

/**
 * An SDK client that sends each request once, as plainly as S3 allows: repeating is the queue's task, and third-party
 * stores refuse checksums nobody asked for. This module is imported when it is first needed, since the SDK takes some
 * 30 MB of memory that a worker for a folder has no use for.
 */
export async function connectS3(bucket: string, options: S3ClientOptions): Promise<S3Connection> {
  const { variables, limits, connection, book = new AddressBook() } = options;
  const settings = await readS3Settings(variables);
  const { endpoint, region, caBundle } = settings;
  const trust = caBundle === undefined ? undefined : await trustIn(caBundle);
  const proxy = proxyFor(s3Endpoint(bucket, settings), variables);
  const client = new sdk.S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    credentials: credentialsFrom(variables),
    requestHandler: new S3HttpHandler(
      { ...connection, proxy, trust, book, connectMs: limits.connectMs },
      limits.stallMs,
    ),
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With `Expect: 100-continue` the SDK opens a new connection for each large body.
    expectContinueHeader: false,
    // A wrong clock is said and cured, not signed around: the times in the playlists would be wrong as well.
    disableClockSkewCorrection: async () => true,
  });
  return { client, sdk };
}
