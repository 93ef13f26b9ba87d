import type {
  ObjectToStore,
  Origin,
  OriginCapabilities,
  Proof,
  StoredObject,
} from '../../contract/origin.ts';
import type { S3OriginUrl } from '../../contract/origin-url-syntax.ts';
import { isConditionUnmet, isReset } from './classify-s3-error.ts';
import { changedMeanwhile, differs, localBytesDiffer, missing, nameTaken } from './failures.ts';
import { hexSha256 } from './hash.ts';
import { OriginFailure } from './origin-failure.ts';
import type { S3ClientOptions } from './s3-client.ts';
import { type PutCondition, S3Objects } from './s3-objects.ts';
import { probeS3 } from './s3-probe.ts';

/** The newest version of a playlist that this origin stored, so that the next one needs no question first. */
type Version = { readonly etag: string; readonly sha256: string };

// What is read back to tell whose object a taken name holds.
const largestReadBackBytes = 256 * 1024 * 1024;

/**
 * Objects in an S3 store. A segment takes one PUT and one HEAD, and so does a playlist whose last version went through
 * this same origin.
 *
 * Conditions on the PUT itself, and not only a question before it, keep a delayed request from doing harm: the bytes of
 * an older playlist that were stuck on the way and arrive late are refused by the store, because the version that they
 * were to replace is no longer there.
 */
export class S3Origin implements Origin {
  readonly #objects: S3Objects;
  readonly #capabilities: OriginCapabilities | undefined;
  readonly #versions = new Map<string, Version>();

  /** @param capabilities as probed before; without them each PUT is preceded by a HEAD. */
  constructor(url: S3OriginUrl, capabilities: OriginCapabilities | undefined, options: S3ClientOptions) {
    this.#objects = new S3Objects(url, options);
    this.#capabilities = capabilities;
  }

  async put(object: ObjectToStore, body: Uint8Array, signal: AbortSignal): Promise<void> {
    if (body.byteLength !== object.sizeBytes) throw localBytesDiffer(object);
    // Where the store does not check the bytes, nothing else would notice wrong ones before they are stored.
    if (this.#capabilities?.refusesBadChecksum === false) checkBytes(object, body);
    const { write } = object;
    if (write.mode === 'immutable' || write.replaces === undefined) return this.#create(object, body, signal);
    return this.#replace(object, body, write.replaces, signal);
  }

  async prove(
    object: Pick<ObjectToStore, 'key' | 'sizeBytes' | 'sha256'>,
    signal: AbortSignal,
  ): Promise<Proof> {
    const stored = await this.head(object.key, signal);
    if (stored === undefined) throw missing(object.key);
    if (stored.sizeBytes !== object.sizeBytes) throw differs(object.key, `${stored.sizeBytes} bytes`);
    if (stored.sha256 !== undefined) {
      if (stored.sha256 !== object.sha256) throw differs(object.key, `SHA-256 ${stored.sha256}`);
      return 'sha256-attested';
    }
    const read = await this.#objects.readBack(object.key, object.sizeBytes, signal);
    if (read === undefined) throw missing(object.key);
    if (read.sha256 !== object.sha256) throw differs(object.key, `SHA-256 ${read.sha256}`);
    return 'sha256-read-back';
  }

  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    return this.#objects.head(key, this.#capabilities?.attestsSha256 !== false, signal);
  }

  get(key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.#objects.get(key, maxBytes, signal);
  }

  ask(signal: AbortSignal): Promise<void> {
    return this.#objects.ask(signal);
  }

  probe(signal: AbortSignal): Promise<OriginCapabilities> {
    return probeS3(this.#objects, signal);
  }

  close(): void {
    this.#objects.close();
  }

  async #create(object: ObjectToStore, body: Uint8Array, signal: AbortSignal): Promise<void> {
    if (this.#capabilities?.conditionalCreate !== true && (await this.#isStored(object, signal))) return;
    const condition: PutCondition =
      this.#capabilities?.conditionalCreate === false ? undefined : { ifNoneMatch: '*' };
    if (await this.#send(object, body, condition, signal)) return;
    // The name is taken: usually by our own earlier attempt whose answer was lost.
    if (await this.#isStored(object, signal)) return;
    throw changedMeanwhile(object.key);
  }

  async #replace(
    object: ObjectToStore,
    body: Uint8Array,
    replaces: string,
    signal: AbortSignal,
  ): Promise<void> {
    const known = this.#versions.get(object.key);
    if (known?.sha256 === replaces && this.#capabilities?.conditionalReplace === true) {
      if (await this.#send(object, body, { ifMatch: known.etag }, signal)) return;
    }
    const existing = await this.#describe(object.key, signal);
    if (existing === undefined) return this.#create(object, body, signal);
    if (existing.sha256 === object.sha256) return this.#remember(object, existing.etag);
    if (existing.sha256 !== replaces) throw nameTaken(object.key, existing);
    const isConditional = this.#capabilities?.conditionalReplace !== false && existing.etag !== undefined;
    const condition = isConditional ? { ifMatch: existing.etag } : undefined;
    if (!(await this.#send(object, body, condition, signal))) throw changedMeanwhile(object.key);
  }

  /** Sends the bytes. @returns false if the condition was not met */
  async #send(
    object: ObjectToStore,
    body: Uint8Array,
    condition: PutCondition,
    signal: AbortSignal,
  ): Promise<boolean> {
    this.#versions.delete(object.key);
    try {
      this.#remember(object, await this.#objects.put(object, body, condition, signal));
      return true;
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error;
      if (condition !== undefined && isRefusedByCondition(error, condition)) return false;
      // Mangled on the way, or wrong before it left? Only then are the bytes worth hashing here.
      if (error.code === 'CHECKSUM_MISMATCH') checkBytes(object, body);
      if (isReset(error)) return this.#isStoredInSpiteOf(error, object, condition, signal);
      throw error;
    }
  }

  /**
   * A store that refuses a large body answers and hangs up before it has read it, and the answer is lost in the reset:
   * wrong credentials or a taken name would look like a bad link for ever. A question without a body gets the true reason.
   * @returns true if the object has been stored all the same, false if the condition can't have been met
   * @throws OriginFailure the true reason if it is one that needs a person, or else the reset
   */
  async #isStoredInSpiteOf(
    reset: OriginFailure,
    object: ObjectToStore,
    condition: PutCondition,
    signal: AbortSignal,
  ): Promise<boolean> {
    const stored = await this.#askAfter(reset, object.key, signal);
    if (stored !== undefined && stored.sha256 === object.sha256) {
      this.#remember(object, stored.etag);
      return true;
    }
    if (condition === undefined || isMetBy(condition, stored)) throw reset;
    return false;
  }

  /** A HEAD, and a GET where there is nothing, since only its answer tells a missing bucket from a missing object. */
  async #askAfter(reset: OriginFailure, key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    try {
      const stored = await this.head(key, signal);
      if (stored === undefined) await this.#objects.get(key, 0, signal);
      return stored;
    } catch (error) {
      throw error instanceof OriginFailure && error.class === 'blocked' ? error : reset;
    }
  }

  /** Whether the key holds these bytes already. @throws OriginFailure with `conflict` if it holds others */
  async #isStored(object: ObjectToStore, signal: AbortSignal): Promise<boolean> {
    const existing = await this.#describe(object.key, signal);
    if (existing === undefined) return false;
    if (existing.sha256 !== object.sha256) throw nameTaken(object.key, existing);
    this.#remember(object, existing.etag);
    return true;
  }

  /** What the key holds, with its SHA-256 by whatever way there is. */
  async #describe(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const existing = await this.head(key, signal);
    if (existing === undefined || existing.sha256 !== undefined) return existing;
    if (existing.sizeBytes > largestReadBackBytes) return existing;
    return this.#objects.readBack(key, existing.sizeBytes, signal);
  }

  #remember(object: ObjectToStore, etag: string | undefined): void {
    if (object.write.mode !== 'replaceable' || etag === undefined) return;
    this.#versions.set(object.key, { etag, sha256: object.sha256 });
  }
}

/** 404 answers `If-Match` on an object that is gone (S3, PutObject). */
function isRefusedByCondition(failure: OriginFailure, condition: PutCondition & object): boolean {
  if (isConditionUnmet(failure)) return true;
  return 'ifMatch' in condition && failure.originCode === 'NoSuchKey';
}

function isMetBy(condition: PutCondition & object, stored: StoredObject | undefined): boolean {
  return 'ifMatch' in condition ? stored?.etag === condition.ifMatch : stored === undefined;
}

function checkBytes(object: ObjectToStore, body: Uint8Array): void {
  if (hexSha256(body) !== object.sha256) throw localBytesDiffer(object);
}
