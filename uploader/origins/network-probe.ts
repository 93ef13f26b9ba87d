import { randomUUID } from 'node:crypto';
import { probePrefix } from '../../contract/network/object-transfer.ts';
import type { ObjectToStore, Origin, OriginCapabilities } from '../../contract/origin.ts';
import { hexSha256 } from './hash.ts';
import { OriginFailure } from './origin-failure.ts';

const first = Buffer.from('Surecast asks whether this network takes what it is sent.\n');
const second = Buffer.from('Surecast asks whether this network honours conditions.\n');

/**
 * Tries what the network's server promises: something in between may keep less. The server forgets what lies under the
 * probe's prefix by itself.
 * @throws OriginFailure if it can't be written
 */
export async function probeNetwork(
  origin: Pick<Origin, 'put' | 'prove' | 'head'>,
  signal: AbortSignal,
): Promise<OriginCapabilities> {
  const folder = `${probePrefix}${randomUUID()}`;
  const put = (name: string, body: Buffer, write: ObjectToStore['write'], sha256 = hexSha256(body)) =>
    origin.put(objectOf(`${folder}/${name}`, body, write, sha256), body, signal);
  const good = `${folder}/good.m3u8`;
  const created = { mode: 'replaceable', replaces: undefined } as const;
  await put('good.m3u8', first, created);
  const stored = await origin.head(good, signal);
  const replace = { mode: 'replaceable', replaces: hexSha256(first) } as const;
  const wrong = { mode: 'replaceable', replaces: hexSha256(Buffer.from('another')) } as const;
  const conditionalCreate = await isRefusal(put('good.m3u8', second, created));
  const refusesOther = await isRefusal(put('good.m3u8', second, wrong));
  const refusesBadChecksum = await isRefusal(put('bad.m3u8', first, created, hexSha256(second)));
  await put('good.m3u8', second, replace);
  return {
    refusesBadChecksum,
    attestsSha256: stored?.sha256 === hexSha256(first),
    conditionalCreate,
    conditionalReplace: refusesOther,
    probedAt: new Date().toISOString(),
  };
}

function objectOf(key: string, body: Buffer, write: ObjectToStore['write'], sha256: string): ObjectToStore {
  return {
    path: '',
    key,
    sizeBytes: body.length,
    sha256,
    contentType: 'application/vnd.apple.mpegurl',
    cacheControl: 'no-store',
    write,
  };
}

async function isRefusal(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return false;
  } catch (error) {
    if (error instanceof OriginFailure && ['object', 'local'].includes(error.class)) return true;
    throw error;
  }
}
