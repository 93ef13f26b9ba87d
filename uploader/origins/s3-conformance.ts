import type { OriginCapabilities } from '../../contract/origin.ts';
import { objectOf, originConformance } from './conformance.ts';
import { defaultRequestLimits } from './deadline.ts';
import { openOrigin } from './open-origin.ts';
import { S3Objects } from './s3-objects.ts';
import type { AwsVariables } from './s3-settings.ts';

/** What a store can do that keeps no checksum and honours no condition. */
export const provesNothing: OriginCapabilities = {
  refusesBadChecksum: false,
  attestsSha256: false,
  conditionalCreate: false,
  conditionalReplace: false,
  probedAt: '2026-01-01T00:00:00.000Z',
};

/** What the stores in these tests can do. */
export const provesAll: OriginCapabilities = {
  refusesBadChecksum: true,
  attestsSha256: true,
  conditionalCreate: true,
  conditionalReplace: true,
  probedAt: '2026-01-01T00:00:00.000Z',
};

/**
 * Runs the suite against a real S3 store, as one whose capabilities are as given.
 * @param environment AWS's variables for the store, which has the bucket `conformance`
 */
export function s3Conformance(
  name: string,
  environment: () => AwsVariables,
  capabilities: OriginCapabilities | undefined,
): void {
  let opened = 0;
  originConformance(name, {
    proof: capabilities?.attestsSha256 === false ? 'sha256-read-back' : 'sha256-attested',
    isExclusive: capabilities?.conditionalCreate !== false,
    open: async () => {
      const prefix = `${name.replace(/[^a-z0-9]/gi, '-')}/${++opened}`;
      const url = { kind: 's3', bucket: 'conformance', prefix } as const;
      const variables = environment();
      const open = () => openOrigin(url, { capabilities, variables });
      return {
        origin: open(),
        another: open,
        tamper: async (key, body) => {
          const objects = new S3Objects(url, { variables, limits: defaultRequestLimits });
          await objects.put(objectOf(key, body), body, undefined, new AbortController().signal);
          objects.close();
        },
      };
    },
    missing: async () => ({
      origin: openOrigin('s3://no-such-bucket/x', { capabilities, variables: environment() }),
      code: 'ORIGIN_NO_BUCKET',
    }),
    forbidden: async () => ({
      origin: openOrigin('s3://conformance/x', {
        capabilities,
        variables: { ...environment(), AWS_SECRET_ACCESS_KEY: 'not-the-secret' },
      }),
      code: 'ORIGIN_DENIED',
    }),
  });
}
