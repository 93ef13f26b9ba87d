import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectToStore, StoredObject } from '../../contract/origin.ts';
import type { S3OriginUrl } from '../../contract/origin-url-syntax.ts';
import { currentPace } from '../pace/current-pace.ts';
import { AddressBook } from './address-book.ts';
import { classifyS3Error, type S3Request } from './classify-s3-error.ts';
import { DeadlineError, deadlineMs, withDeadline } from './deadline.ts';
import { tooLarge } from './failures.ts';
import { fullKey } from './object-key.ts';
import { OriginFailure } from './origin-failure.ts';
import type { S3ClientOptions, S3Connection } from './s3-client.ts';

/** What a PUT depends on; the store answers 412 if it is not so. */
export type PutCondition = { readonly ifNoneMatch: '*' } | { readonly ifMatch: string } | undefined;

/** The part of an object that a PUT needs. */
export type PutObject = Pick<ObjectToStore, 'key' | 'sha256' | 'contentType' | 'cacheControl'>;

/**
 * The S3 requests that Surecast makes, each sent once, within a deadline, and failing with `OriginFailure` alone.
 * Keys are below the origin's prefix. What to make of the answers is decided elsewhere.
 */
export class S3Objects {
  readonly #url: S3OriginUrl;
  readonly #options: S3ClientOptions;
  #connection: Promise<S3Connection> | undefined;

  constructor(url: S3OriginUrl, options: S3ClientOptions) {
    this.#url = url;
    // Outlives the client, which is made anew when a person was needed.
    this.#options = { ...options, book: options.book ?? new AddressBook() };
  }

  /** Stores the body with its SHA-256, which the store checks. @returns the object's ETag, if the store gives one */
  async put(
    object: PutObject,
    body: Uint8Array,
    condition: PutCondition,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const input = {
      Bucket: this.#url.bucket,
      Key: this.#key(object.key),
      Body: body,
      ContentLength: body.byteLength,
      ContentType: object.contentType,
      CacheControl: object.cacheControl,
      ChecksumSHA256: Buffer.from(object.sha256, 'hex').toString('base64'),
      ...(condition !== undefined && 'ifNoneMatch' in condition && { IfNoneMatch: condition.ifNoneMatch }),
      ...(condition !== undefined && 'ifMatch' in condition && { IfMatch: condition.ifMatch }),
    };
    const work = async ({ client, sdk }: S3Connection, abortSignal: AbortSignal) => {
      const command = new sdk.PutObjectCommand(input);
      signWithKnownHash(command.middlewareStack, object.sha256);
      return client.send(command, { abortSignal });
    };
    return (await this.#request('PUT', object.key, body.byteLength, signal, work)).ETag;
  }

  /** Describes an object. @param askChecksum whether to ask for the SHA-256, which some stores refuse to be asked */
  async head(key: string, askChecksum: boolean, signal: AbortSignal): Promise<StoredObject | undefined> {
    const input = {
      Bucket: this.#url.bucket,
      Key: this.#key(key),
      ...(askChecksum && { ChecksumMode: 'ENABLED' as const }),
    };
    const work = async ({ client, sdk }: S3Connection, abortSignal: AbortSignal) =>
      client.send(new sdk.HeadObjectCommand(input), { abortSignal });
    const found = await this.#unlessMissing(this.#request('HEAD', key, 0, signal, work));
    if (found === undefined) return undefined;
    return {
      sizeBytes: found.ContentLength ?? 0,
      sha256: wholeSha256(found.ChecksumSHA256),
      etag: found.ETag,
    };
  }

  /** The whole object. Refuses more than `maxBytes`. */
  async get(key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const chunks: Uint8Array[] = [];
    const found = await this.#read(key, maxBytes, signal, (chunk) => chunks.push(chunk));
    return found === undefined ? undefined : Buffer.concat(chunks);
  }

  /** Reads the whole object back and hashes it, without holding it in memory. */
  async readBack(key: string, maxBytes: number, signal: AbortSignal): Promise<StoredObject | undefined> {
    const hash = createHash('sha256');
    const found = await this.#read(key, maxBytes, signal, (chunk) => hash.update(chunk));
    return found === undefined ? undefined : { ...found, sha256: hash.digest('hex') };
  }

  /** A HEAD of the bucket: any answer will do, also a refusal. Fails only when none came. */
  async ask(signal: AbortSignal): Promise<void> {
    const { bucket } = this.#url;
    try {
      await withDeadline(deadlineMs(0, this.#options.limits), signal, async (abortSignal) => {
        const { client, sdk } = await this.#connected();
        await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }), { abortSignal });
      });
    } catch (error) {
      const failure = classifyS3Error(error, { action: 'HEAD', target: `s3://${bucket}` });
      if (failure.code === 'ORIGIN_UNREACHABLE') throw failure;
      // A new client reads AWS's files anew, so a corrected profile takes effect by itself.
      if (failure.class === 'blocked') this.close();
    }
  }

  /** Removes an object; of use to the probe alone, Surecast removes nothing that it delivered. */
  async remove(key: string, signal: AbortSignal): Promise<void> {
    const input = { Bucket: this.#url.bucket, Key: this.#key(key) };
    const work = async ({ client, sdk }: S3Connection, abortSignal: AbortSignal) =>
      client.send(new sdk.DeleteObjectCommand(input), { abortSignal });
    await this.#request('DELETE', key, 0, signal, work);
  }

  /** Frees the connections; a later request makes new ones. */
  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.then(
      ({ client }) => client.destroy(),
      () => undefined,
    );
  }

  async #read(
    key: string,
    maxBytes: number,
    signal: AbortSignal,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<{ sizeBytes: number; etag: string | undefined } | undefined> {
    const input = { Bucket: this.#url.bucket, Key: this.#key(key) };
    const work = async ({ client, sdk }: S3Connection, abortSignal: AbortSignal) => {
      // Headers are no part of what may take long.
      const answer = withDeadline(deadlineMs(0, this.#options.limits), abortSignal, (head) =>
        client.send(new sdk.GetObjectCommand(input), { abortSignal: head }),
      );
      const { Body, ContentLength, ETag } = await answer;
      if (!(Body instanceof Readable)) throw new Error('the answer has no body');
      addAbortSignal(abortSignal, Body);
      const sizeBytes = await this.#consume(Body, maxBytes, key, onChunk);
      if (ContentLength !== undefined && ContentLength !== sizeBytes)
        throw new Error('the answer was cut off');
      return { sizeBytes, etag: ETag };
    };
    return this.#unlessMissing(this.#request('GET', key, maxBytes, signal, work));
  }

  /** Reads a body as long as it comes fast enough for what has come of it: the limit alone would let a trickle go on for hours. */
  async #consume(
    body: Readable,
    maxBytes: number,
    key: string,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<number> {
    const startedMs = performance.now();
    let bytes = 0;
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      bytes += chunk.length;
      // Leaving the loop destroys the stream and its connection.
      if (bytes > maxBytes) throw tooLarge(key, maxBytes);
      const patienceMs = deadlineMs(bytes, this.#options.limits);
      if (performance.now() - startedMs > patienceMs) throw new DeadlineError(patienceMs);
      onChunk(chunk);
    }
    return bytes;
  }

  async #unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof OriginFailure && error.code === 'OBJECT_MISSING') return undefined;
      throw error;
    }
  }

  async #request<T>(
    action: S3Request['action'],
    key: string,
    sizeBytes: number,
    signal: AbortSignal,
    work: (connection: S3Connection, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = deadlineMs(sizeBytes, this.#options.limits);
    try {
      const pace = currentPace.getStore();
      const send = (abort: AbortSignal) => this.#send(work, abort);
      return await withDeadline(deadline, signal, send, () => pace?.waitedMs ?? 0);
    } catch (error) {
      const failure = classifyS3Error(error, {
        action,
        target: `s3://${this.#url.bucket}/${this.#key(key)}`,
      });
      // A new client reads AWS's files anew, so a corrected profile takes effect by itself.
      if (failure.class === 'blocked') this.close();
      throw failure;
    }
  }

  /**
   * A method, not a closure: the SDK keeps its failure to read a file of AWS's that is not there, the failure its stack, and the
   * stack the closures on it, with the first body that was sent.
   */
  async #send<T>(work: (connection: S3Connection, signal: AbortSignal) => Promise<T>, abort: AbortSignal) {
    return work(await this.#connected(), abort);
  }

  #connected(): Promise<S3Connection> {
    this.#connection ??= import('./s3-client.ts').then(({ connectS3 }) =>
      connectS3(this.#url.bucket, this.#options),
    );
    return this.#connection;
  }

  #key(key: string): string {
    return fullKey(this.#url.prefix, key);
  }
}

/** The signature covers the body's SHA-256, which is known: hashing it once more would be most of the cost of a PUT. */
function signWithKnownHash(stack: { add: PutObjectCommand['middlewareStack']['add'] }, sha256: string): void {
  stack.add(
    (next) => (args) => {
      const { request } = args;
      if (hasHeaders(request)) request.headers['x-amz-content-sha256'] = sha256;
      return next(args);
    },
    { step: 'build', name: 'signWithKnownHash' },
  );
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request;
}

/** A composite checksum of a multipart upload (`...-3`) is not the SHA-256 of the bytes. */
function wholeSha256(base64: string | undefined): string | undefined {
  if (base64 === undefined || base64.includes('-')) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 32 ? bytes.toString('hex') : undefined;
}
