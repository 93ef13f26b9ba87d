import type { OriginAccess } from '../../contract/origin-access.ts';
import type { AwsVariables } from './s3-settings.ts';

/**
 * AWS's variables for one origin: what is set for it takes the place of what is set for the whole program. Keys bring their
 * own session token or none: one of the environment would not fit them. Pure.
 */
export function accessVariables(access: OriginAccess | undefined, variables: AwsVariables): AwsVariables {
  const { endpoint, region, keys } = access ?? {};
  return {
    ...variables,
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL_S3: endpoint }),
    ...(region !== undefined && { AWS_REGION: region }),
    ...(keys !== undefined && {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    }),
  };
}
