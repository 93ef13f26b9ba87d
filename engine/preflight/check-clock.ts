import type { OriginAccess } from '../../contract/origin-access.ts';
import type { OriginUrl } from '../../contract/origin-url.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { accessVariables } from '../../uploader/origins/access-variables.ts';
import { OriginFailure } from '../../uploader/origins/origin-failure.ts';
import { type AwsVariables, readS3Settings } from '../../uploader/origins/s3-settings.ts';
import { trustIn } from '../../uploader/origins/trust.ts';
import { sendRequest } from '../send-request.ts';
import { judgeClock } from './judge.ts';
import { type Finding, failed, skipped } from './result.ts';

const patienceMs = 5_000;

/** Compares this machine's clock with the Date header of the store's endpoint. */
export async function checkClock(url: OriginUrl, access: OriginAccess | undefined): Promise<Finding> {
  if (url.kind === 'file') return skipped('a folder has no clock of its own');
  if (url.kind === 'surecast') return skipped('the network says itself when a token is out of date');
  try {
    const skewSeconds = await askClockSkew(url, access);
    return skewSeconds === undefined
      ? skipped('the endpoint does not say its time')
      : judgeClock(skewSeconds);
  } catch (error) {
    if (error instanceof OriginFailure || error instanceof SurecastError) return failed(error);
    // That it can't be reached is the origin's check to tell.
    return skipped('the endpoint gave no answer');
  }
}

/**
 * How far this machine's clock is ahead of a store's, seconds, by the Date header of its endpoint (RFC 9110, section
 * 6.6.1); undefined for a folder, a network, or a store that does not say. Rejects when it can't be asked.
 */
export async function askClockSkew(
  url: OriginUrl,
  access: OriginAccess | undefined,
): Promise<number | undefined> {
  if (url.kind !== 's3') return undefined;
  return askSkew(accessVariables(access, process.env));
}

async function askSkew(variables: AwsVariables): Promise<number | undefined> {
  const { endpoint, region, caBundle } = await readS3Settings(variables);
  const trust = caBundle === undefined ? undefined : await trustIn(caBundle);
  const url = endpoint ?? `https://s3.${region}.amazonaws.com`;
  const signal = AbortSignal.timeout(patienceMs);
  const sentMs = Date.now();
  const { headers } = await sendRequest({ url, method: 'HEAD', trust, signal }, variables);
  const receivedMs = Date.now();
  const theirsMs = Date.parse(headers.date ?? '');
  if (Number.isNaN(theirsMs)) return undefined;
  // The header has whole seconds, cut off: on average half a second has passed since.
  return ((sentMs + receivedMs) / 2 - (theirsMs + 500)) / 1000;
}
