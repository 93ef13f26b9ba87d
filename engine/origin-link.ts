import type { TcpAddress } from '../contract/connection.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import { parseOriginUrl } from '../contract/origin-url.ts';
import { accessVariables } from '../uploader/origins/access-variables.ts';
import { networkAddress } from '../uploader/origins/network-address.ts';
import { s3Address } from '../uploader/origins/s3-address.ts';
import { measureUplink } from './preflight/check-uplink.ts';

/** The link to an origin. */
export type OriginLink = {
  /** Where connections to it lead. */
  readonly address: TcpAddress;
  /** Uploads for some seconds. Resolves to bits per second; to undefined when the origin did not take it. */
  readonly measure: () => Promise<number | undefined>;
};

/** The link to an origin; undefined for a folder, which has none. Errors as `s3Address`. */
export async function originLink(
  originUrl: string,
  access: OriginAccess | undefined,
): Promise<OriginLink | undefined> {
  const url = parseOriginUrl(originUrl);
  if (url.kind === 'file') return undefined;
  return {
    address:
      url.kind === 's3'
        ? await s3Address(url, accessVariables(access, process.env))
        : networkAddress(url, process.env),
    measure: () => measureUplink(url, access).catch(() => undefined),
  };
}
