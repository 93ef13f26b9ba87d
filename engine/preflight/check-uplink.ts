import { randomBytes, randomUUID } from 'node:crypto';
import type { OriginAccess } from '../../contract/origin-access.ts';
import type { OriginUrl } from '../../contract/origin-url.ts';
import type { NetworkOriginUrl, S3OriginUrl } from '../../contract/origin-url-syntax.ts';
import { accessVariables } from '../../uploader/origins/access-variables.ts';
import { defaultRequestLimits } from '../../uploader/origins/deadline.ts';
import { hexSha256 } from '../../uploader/origins/hash.ts';
import { openOrigin } from '../../uploader/origins/open-origin.ts';
import { type PutObject, S3Objects } from '../../uploader/origins/s3-objects.ts';
import { judgeUplink } from './judge.ts';
import { type Finding, failed, skipped } from './result.ts';

const measureMs = 5_000;
const patienceMs = 20_000;
const mostBytes = 32 * 1024 * 1024;
const atOnce = 4;
const firstBytes = 128 * 1024;
const largestBytes = 4 * 1024 * 1024;
/** A transfer shorter than this measures the round trip rather than the link: the next one is twice as large. */
const tooShortMs = 250;

/** Uploads for some seconds as the uplink workers do, several at a time, and removes it again. */
export async function checkUplink(
  url: OriginUrl,
  neededKilobitsPerSecond: number,
  access: OriginAccess | undefined,
): Promise<Finding> {
  if (url.kind === 'file') return skipped('a folder is not behind the uplink');
  return measureUplink(url, access).then((rate) => judgeUplink(rate, neededKilobitsPerSecond), failed);
}

/**
 * Uploads for some seconds, and removes it again.
 * @returns bits per second that the origin accepted
 */
export async function measureUplink(
  url: S3OriginUrl | NetworkOriginUrl,
  access: OriginAccess | undefined,
): Promise<number> {
  const objects = url.kind === 's3' ? trialAtStore(url, access) : trialAtNetwork(url, access);
  const trial = new UplinkTrial(objects, AbortSignal.timeout(patienceMs));
  try {
    return await trial.measure();
  } finally {
    await trial.cleanUp();
    objects.close();
  }
}

/** Where the trial's objects go. */
type TrialPlace = Pick<S3Objects, 'remove' | 'close'> & {
  put(object: PutObject, body: Uint8Array, signal: AbortSignal): Promise<unknown>;
};

function trialAtStore(url: S3OriginUrl, access: OriginAccess | undefined): TrialPlace {
  const objects = new S3Objects(url, {
    variables: accessVariables(access, process.env),
    limits: defaultRequestLimits,
  });
  return {
    put: (object, body, signal) => objects.put(object, body, undefined, signal),
    remove: (key, signal) => objects.remove(key, signal),
    close: () => objects.close(),
  };
}

/** A network's server forgets such objects by itself. */
function trialAtNetwork(url: NetworkOriginUrl, access: OriginAccess | undefined): TrialPlace {
  const origin = openOrigin(url, { access });
  return {
    put: (object, body, signal) =>
      origin.put(
        { ...object, path: '', sizeBytes: body.byteLength, write: { mode: 'immutable' } },
        body,
        signal,
      ),
    remove: async () => {},
    close: () => origin.close(),
  };
}

class UplinkTrial {
  readonly #objects: TrialPlace;
  readonly #signal: AbortSignal;
  readonly #folder = `.surecast-probe/${randomUUID()}`;
  /** Random, so that nothing on the way can compress it. */
  readonly #noise = randomBytes(largestBytes);
  readonly #keys: string[] = [];
  readonly #startedMs = performance.now();
  #begunBytes = 0;
  #doneBytes = 0;

  constructor(objects: TrialPlace, signal: AbortSignal) {
    this.#objects = objects;
    this.#signal = signal;
  }

  /** @returns bits per second that were accepted, over all transfers */
  async measure(): Promise<number> {
    await Promise.all(Array.from({ length: atOnce }, () => this.#sendInTurn()));
    return (this.#doneBytes * 8) / ((performance.now() - this.#startedMs) / 1000);
  }

  async #sendInTurn(): Promise<void> {
    let size = firstBytes;
    while (performance.now() - this.#startedMs < measureMs && this.#begunBytes + size <= mostBytes) {
      this.#begunBytes += size;
      const beganMs = performance.now();
      await this.#send(this.#noise.subarray(0, size));
      this.#doneBytes += size;
      if (performance.now() - beganMs < tooShortMs) size = Math.min(largestBytes, size * 2);
    }
  }

  async #send(body: Uint8Array): Promise<void> {
    const key = `${this.#folder}/uplink-${this.#keys.length}`;
    this.#keys.push(key);
    const object = {
      key,
      sha256: hexSha256(body),
      contentType: 'application/octet-stream',
      cacheControl: 'no-store',
    };
    await this.#objects.put(object, body, this.#signal);
  }

  /** Best effort: a writer without the right to delete leaves some objects behind. */
  async cleanUp(): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs);
    await Promise.allSettled(this.#keys.map((key) => this.#objects.remove(key, signal)));
  }
}
