import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { DeadlineError, withDeadline } from './deadline.ts';
import { OriginFailure } from './origin-failure.ts';
import { type AwsVariables, profileName, sharedFiles } from './s3-settings.ts';

type Provider = Extract<NonNullable<S3ClientConfig['credentials']>, (...args: never) => unknown>;

// A profile may ask a program or a single-sign-on service; an instance's metadata service is never asked.
const patienceMs = 5_000;

/**
 * Credentials from AWS's variables, or else from the profile in AWS's files, read afresh by each new client.
 * The provider throws OriginFailure ORIGIN_NO_CREDENTIALS within seconds when there are none.
 */
export function credentialsFrom(variables: AwsVariables): Provider {
  return async (context) => {
    const accessKeyId = variables['AWS_ACCESS_KEY_ID'] ?? '';
    const secretAccessKey = variables['AWS_SECRET_ACCESS_KEY'] ?? '';
    if (accessKeyId !== '' && secretAccessKey !== '') {
      const sessionToken = variables['AWS_SESSION_TOKEN'] ?? '';
      return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
    }
    try {
      return await withDeadline(patienceMs, new AbortController().signal, async () => {
        // Imported only when needed: it is of no use, and some megabytes, where the variables are set.
        const { fromIni } = await import('@aws-sdk/credential-provider-ini');
        return fromIni({ profile: profileName(variables), ...sharedFiles(variables), ignoreCache: true })(
          context,
        );
      });
    } catch (error) {
      throw noCredentials(error);
    }
  };
}

function noCredentials(cause: unknown): OriginFailure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message =
    cause instanceof DeadlineError
      ? 'The AWS profile did not give its credentials in time.'
      : `There are no credentials for S3: AWS_ACCESS_KEY_ID is not set, and ${reason}`;
  return new OriginFailure({ class: 'blocked', code: 'ORIGIN_NO_CREDENTIALS', message, cause });
}
