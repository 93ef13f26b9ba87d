import { randomUUID } from 'node:crypto';
import type { OriginCapabilities, StoredObject } from '../../contract/origin.ts';
import { isConditionUnmet } from './classify-s3-error.ts';
import { differs, missing } from './failures.ts';
import { hexSha256 } from './hash.ts';
import { OriginFailure } from './origin-failure.ts';
import type { PutCondition, S3Objects } from './s3-objects.ts';

type Probe = { readonly objects: S3Objects; readonly folder: string; readonly signal: AbortSignal };

const first = Buffer.from('Surecast asks what this store can prove.\n');
const second = Buffer.from('Surecast asks whether this store honours conditions.\n');

/**
 * Finds out by trying what a store proves and refuses: documentation and version numbers tell less, since proxies
 * and gateways stand in between. Leaves nothing behind where it may delete. What was not found is looked for once more:
 * the answer is remembered, and a bit that flipped on the way must not weaken every proof from then on.
 * @throws OriginFailure if the store can't be written or read at all, or is too unsteady to tell
 */
export async function probeS3(objects: S3Objects, signal: AbortSignal): Promise<OriginCapabilities> {
  const found = await probeOnce(objects, signal);
  if (!Object.values(found).includes(false)) return { ...found, probedAt: new Date().toISOString() };
  const again = await probeOnce(objects, signal);
  return {
    attestsSha256: found.attestsSha256 || again.attestsSha256,
    refusesBadChecksum: found.refusesBadChecksum || again.refusesBadChecksum,
    conditionalCreate: found.conditionalCreate || again.conditionalCreate,
    conditionalReplace: found.conditionalReplace || again.conditionalReplace,
    probedAt: new Date().toISOString(),
  };
}

async function probeOnce(
  objects: S3Objects,
  signal: AbortSignal,
): Promise<Omit<OriginCapabilities, 'probedAt'>> {
  const probe: Probe = { objects, folder: `.surecast-probe/${randomUUID()}`, signal };
  try {
    const stored = await storeAndAsk(probe);
    return {
      attestsSha256: stored.sha256 !== undefined,
      refusesBadChecksum: await refusesBadChecksum(probe),
      conditionalCreate: await honoursCreate(probe),
      conditionalReplace: await honoursReplace(probe, stored),
    };
  } finally {
    await cleanUp(probe);
  }
}

/** A plain upload that must succeed, and what the store says of it. */
async function storeAndAsk(probe: Probe): Promise<StoredObject> {
  await put(probe, 'good', first, undefined);
  const stored = await probe.objects
    .head(key(probe, 'good'), true, probe.signal)
    .catch(async (error: unknown) => {
      // Some stores refuse the very question for a checksum.
      if (!(error instanceof OriginFailure) || error.code !== 'ORIGIN_REFUSED') throw error;
      return probe.objects.head(key(probe, 'good'), false, probe.signal);
    });
  if (stored === undefined) throw missing(key(probe, 'good'));
  const sha256 =
    stored.sha256 ?? (await probe.objects.readBack(key(probe, 'good'), first.length, probe.signal))?.sha256;
  if (sha256 !== hexSha256(first)) throw differs(key(probe, 'good'), `SHA-256 ${sha256}`);
  return stored;
}

async function refusesBadChecksum(probe: Probe): Promise<boolean> {
  const isRefused = await isRefusal(put(probe, 'bad', first, undefined, hexSha256(second)));
  return isRefused && (await probe.objects.head(key(probe, 'bad'), false, probe.signal)) === undefined;
}

async function honoursCreate(probe: Probe): Promise<boolean> {
  const create: PutCondition = { ifNoneMatch: '*' };
  if (await isRefusal(put(probe, 'new', first, create))) return false;
  return isUnmet(put(probe, 'new', second, create));
}

async function honoursReplace(probe: Probe, stored: StoredObject): Promise<boolean> {
  if (stored.etag === undefined) return false;
  if (!(await isUnmet(put(probe, 'good', second, { ifMatch: '"00000000000000000000000000000000"' }))))
    return false;
  return !(await isRefusal(put(probe, 'good', second, { ifMatch: stored.etag })));
}

/** True if the store refused for a reason of its own; a failing link is not an answer. */
async function isRefusal(attempt: Promise<unknown>): Promise<boolean> {
  return (await refusal(attempt)) !== undefined;
}

/** True if the store refused because the condition was not met. */
async function isUnmet(attempt: Promise<unknown>): Promise<boolean> {
  const failure = await refusal(attempt);
  return failure !== undefined && isConditionUnmet(failure);
}

async function refusal(attempt: Promise<unknown>): Promise<OriginFailure | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof OriginFailure && error.class !== 'unstable') return error;
    throw error;
  }
}

function put(
  { objects, signal, ...probe }: Probe,
  name: string,
  body: Uint8Array,
  condition: PutCondition,
  sha256: string = hexSha256(body),
): Promise<string | undefined> {
  const object = { key: key(probe, name), sha256, contentType: 'text/plain', cacheControl: 'no-store' };
  return objects.put(object, body, condition, signal);
}

/** Best effort: a writer without the right to delete leaves a few small objects. */
async function cleanUp(probe: Probe): Promise<void> {
  const names = ['good', 'bad', 'new'];
  await Promise.allSettled(names.map((name) => probe.objects.remove(key(probe, name), probe.signal)));
}

const key = (probe: Pick<Probe, 'folder'>, name: string): string => `${probe.folder}/${name}`;
