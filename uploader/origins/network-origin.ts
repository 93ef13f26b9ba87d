import {
  etagOf,
  objectsPath,
  reprDigest,
  sha256OfDigest,
  sha256OfEtag,
} from '../../contract/network/object-transfer.ts';
import type {
  ObjectToStore,
  Origin,
  OriginCapabilities,
  Proof,
  StoredObject,
} from '../../contract/origin.ts';
import type { NetworkOriginUrl } from '../../contract/origin-url-syntax.ts';
import { isReset } from './classify-s3-error.ts';
import { changedMeanwhile, differs, localBytesDiffer, missing, nameTaken } from './failures.ts';
import { hexSha256 } from './hash.ts';
import { type NetworkAnswer, networkFailure } from './network-answer.ts';
import { probeNetwork } from './network-probe.ts';
import { type NetworkAccess, type NetworkRequest, NetworkRequests } from './network-requests.ts';
import { fullKey } from './object-key.ts';
import { OriginFailure } from './origin-failure.ts';

const smallAnswerBytes = 64 * 1024;

/** The version of an object that a PUT replaces; undefined: there must be none. */
type Replaced = string | undefined;

/**
 * Objects at the main server of a delivery network. Its ETags are the objects' SHA-256, so that a playlist's version is
 * replaced without a question first, and the proof is asked with `Want-Repr-Digest`: the server reads the bytes again.
 */
export class NetworkOrigin implements Origin {
  readonly #requests: NetworkRequests;

  constructor(url: NetworkOriginUrl, access: NetworkAccess) {
    this.#requests = new NetworkRequests(url, access);
  }

  async put(object: ObjectToStore, body: Uint8Array, signal: AbortSignal): Promise<void> {
    if (body.byteLength !== object.sizeBytes) throw localBytesDiffer(object);
    const { write } = object;
    const replaced = write.mode === 'replaceable' ? write.replaces : undefined;
    if (await this.#send(object, body, replaced, signal)) return;
    // The version to be replaced is gone: it is created anew, as at every other origin.
    if (replaced !== undefined && (await this.#send(object, body, undefined, signal))) return;
    throw changedMeanwhile(object.key);
  }

  async prove(
    object: Pick<ObjectToStore, 'key' | 'sizeBytes' | 'sha256'>,
    signal: AbortSignal,
  ): Promise<Proof> {
    const stored = await this.head(object.key, signal);
    if (stored === undefined) throw missing(object.key);
    if (stored.sizeBytes !== object.sizeBytes) throw differs(object.key, `${stored.sizeBytes} bytes`);
    if (stored.sha256 !== object.sha256) throw differs(object.key, `SHA-256 ${stored.sha256}`);
    return 'sha256-attested';
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const headers = { 'want-repr-digest': 'sha-256=10' };
    const answer = await this.#ask({ method: 'HEAD', path: pathOf(key), headers, maxBytes: 0 }, signal);
    if (answer.status === 404) return undefined;
    return describe(answer);
  }

  async get(key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const answer = await this.#ask({ method: 'GET', path: pathOf(key), maxBytes }, signal);
    return answer.status === 404 ? undefined : answer.body;
  }

  async ask(signal: AbortSignal): Promise<void> {
    const asked = { method: 'GET', path: '/healthz', maxBytes: smallAnswerBytes } as const;
    await this.#requests.send(asked, signal).catch((error: unknown) => {
      if (!(error instanceof OriginFailure) || error.code === 'ORIGIN_UNREACHABLE') throw error;
      if (error.class === 'blocked') this.#requests.close();
    });
  }

  probe(signal: AbortSignal): Promise<OriginCapabilities> {
    return probeNetwork(this, signal);
  }

  close(): void {
    this.#requests.close();
  }

  /** @returns false if the version to be replaced is not there, or was changed meanwhile */
  async #send(
    object: ObjectToStore,
    body: Uint8Array,
    replaced: Replaced,
    signal: AbortSignal,
  ): Promise<boolean> {
    const headers = {
      'content-type': object.contentType,
      'cache-control': object.cacheControl,
      'repr-digest': reprDigest(object.sha256),
      ...(replaced === undefined ? { 'if-none-match': '*' } : { 'if-match': etagOf(replaced) }),
    };
    const asked: NetworkRequest = {
      method: 'PUT',
      path: pathOf(object.key),
      headers,
      body,
      maxBytes: smallAnswerBytes,
    };
    try {
      const answer = await this.#ask(asked, signal);
      return answer.status !== 412 || (await this.#isThere(object, signal));
    } catch (error) {
      if (!(error instanceof OriginFailure)) throw error;
      // Mangled on the way, or wrong before it left? Only then are the bytes worth hashing here.
      if (error.code === 'CHECKSUM_MISMATCH' && hexSha256(body) !== object.sha256)
        throw localBytesDiffer(object);
      if (isReset(error) && (await this.#isStoredInSpiteOf(error, object, signal))) return true;
      throw error;
    }
  }

  /** The condition was not met: usually because of our own earlier attempt. @throws OriginFailure with `conflict` if others are there */
  async #isThere(object: ObjectToStore, signal: AbortSignal): Promise<boolean> {
    const existing = await this.head(object.key, signal);
    if (existing === undefined) return false;
    if (existing.sha256 === object.sha256) return true;
    throw nameTaken(object.key, existing);
  }

  /** A server that refuses a large body hangs up before it has read it, and its answer may be lost: a question without a body gets it. */
  async #isStoredInSpiteOf(
    reset: OriginFailure,
    object: ObjectToStore,
    signal: AbortSignal,
  ): Promise<boolean> {
    const stored = await this.head(object.key, signal).catch((error: unknown) => {
      throw error instanceof OriginFailure && error.class === 'blocked' ? error : reset;
    });
    return stored?.sha256 === object.sha256;
  }

  /** Answers that are for the caller to judge: success, 404 of what is asked for, an unmet condition. */
  async #ask(asked: NetworkRequest, signal: AbortSignal): Promise<NetworkAnswer> {
    const answer = await this.#requests.send(asked, signal).catch((error: unknown) => {
      throw this.#forgetIfBlocked(error);
    });
    const isExpected =
      (answer.status >= 200 && answer.status < 300) ||
      (answer.status === 404 && asked.method !== 'PUT') ||
      answer.status === 412;
    if (isExpected) return answer;
    const target = this.#requests.target(asked.path);
    throw this.#forgetIfBlocked(networkFailure(answer, { action: asked.method, target }));
  }

  /** The publisher's file is read anew after a person was needed. */
  #forgetIfBlocked(error: unknown): unknown {
    if (error instanceof OriginFailure && error.class === 'blocked') this.#requests.close();
    return error;
  }
}

const pathOf = (key: string): string =>
  objectsPath + fullKey('', key).split('/').map(encodeURIComponent).join('/');

/** What an answer's headers say of the object. */
function describe({ headers }: NetworkAnswer): StoredObject {
  const { etag } = headers;
  return {
    sizeBytes: Number(headers['content-length'] ?? 0),
    sha256: sha256OfDigest(headers['repr-digest']) ?? sha256OfEtag(etag),
    etag,
  };
}
