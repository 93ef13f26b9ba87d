import type { ConnectionSettings } from '../../contract/connection.ts';
import type { Origin, OriginCapabilities } from '../../contract/origin.ts';
import type { OriginAccess } from '../../contract/origin-access.ts';
import { type OriginUrl, parseOriginUrl } from '../../contract/origin-url.ts';
import { accessVariables } from './access-variables.ts';
import type { AddressBook } from './address-book.ts';
import { defaultRequestLimits, type RequestLimits } from './deadline.ts';
import { FileOrigin } from './file-origin.ts';
import { lazyOrigin } from './lazy-origin.ts';
import { S3Origin } from './s3-origin.ts';
import type { AwsVariables } from './s3-settings.ts';

export type OpenOriginOptions = {
  /** What a probe found before; without it an S3 origin assumes little and asks more. */
  readonly capabilities?: OriginCapabilities | undefined;
  /** Replaces some of the default limits. */
  readonly limits?: Partial<RequestLimits> | undefined;
  /** Endpoint, region and keys of this origin; what is absent comes from AWS's variables. */
  readonly access?: OriginAccess | undefined;
  /** AWS's variables; by default those of the process. */
  readonly variables?: AwsVariables | undefined;
  /** How to connect; by default as the system does. Of no meaning for a folder. */
  readonly connection?: ConnectionSettings | undefined;
  /** Shared by origins that are reached by the same name; by default one of its own. */
  readonly book?: AddressBook | undefined;
};

/**
 * Opens an origin. Makes no request and touches no file: what is wrong shows at the first use.
 * @param url as typed by a person, or already parsed
 * @throws SurecastError ORIGIN_URL_INVALID
 */
export function openOrigin(url: string | OriginUrl, options: OpenOriginOptions = {}): Origin {
  const parsed = typeof url === 'string' ? parseOriginUrl(url) : url;
  const limits = { ...defaultRequestLimits, ...options.limits };
  if (parsed.kind === 'file') return new FileOrigin(parsed, limits);
  const { connection, book, access } = options;
  if (parsed.kind === 'surecast') {
    const environment = options.variables ?? process.env;
    const publisherFile = access?.publisherFile ?? environment['SURECAST_PUBLISHER'];
    const reached = { publisherFile, variables: environment, limits, connection, book };
    return lazyOrigin(async () => {
      const { NetworkOrigin } = await import('./network-origin.ts');
      return new NetworkOrigin(parsed, reached);
    });
  }
  const variables = accessVariables(access, options.variables ?? process.env);
  return new S3Origin(parsed, options.capabilities, { variables, limits, connection, book });
}
