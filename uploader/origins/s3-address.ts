import type { TcpAddress } from '../../contract/connection.ts';
import type { S3OriginUrl } from '../../contract/origin-url-syntax.ts';
import { proxyFor } from '../../contract/proxy-choice.ts';
import { type AwsVariables, readS3Settings, type S3Settings } from './s3-settings.ts';

/** The URL that the requests of an S3 origin go to: the endpoint of one's own, or else AWS's in the region in use. */
export function s3Endpoint(bucket: string, { endpoint, region }: S3Settings): string {
  return endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`;
}

/**
 * Where the connections of an S3 origin lead: to its endpoint, or to the proxy that the environment names for it.
 * For a hop in between (`ConnectionSettings.connectTo`) that must know where to pass its bytes on.
 * @throws OriginFailure `blocked` if the endpoint is not an http(s) URL; SurecastError `PROXY_INVALID`
 */
export async function s3Address(url: S3OriginUrl, variables: AwsVariables): Promise<TcpAddress> {
  const endpoint = s3Endpoint(url.bucket, await readS3Settings(variables));
  const proxy = proxyFor(endpoint, variables);
  if (proxy !== undefined) return proxy.address;
  const { protocol, hostname, port } = new URL(endpoint);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}
