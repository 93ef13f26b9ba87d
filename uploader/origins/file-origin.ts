import { createHash, randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type {
  ObjectToStore,
  Origin,
  OriginCapabilities,
  Proof,
  StoredObject,
} from '../../contract/origin.ts';
import type { FileOriginUrl } from '../../contract/origin-url.ts';
import { makeDirectoryDurably } from '../../disk/durable-file.ts';
import { syncDirectory } from '../../disk/sync-directory.ts';
import { classifyFileError, errorCode } from './classify-file-error.ts';
import { deadlineMs, type RequestLimits, withDeadline } from './deadline.ts';
import { discard, publishNew, publishOver, sweepTemporaries, writeTemporary } from './durable-file.ts';
import { changedMeanwhile, differs, localBytesDiffer, missing, nameTaken, tooLarge } from './failures.ts';
import { hexSha256 } from './hash.ts';
import { fullKey } from './object-key.ts';
import { OriginFailure } from './origin-failure.ts';

const readBufferBytes = 256 * 1024;

/**
 * Objects as files below a folder. Bytes are written under a temporary name, fsynced, and only then given their name,
 * which is fsynced with its folder; a crash leaves temporary names alone. The proof is reading the file back.
 */
export class FileOrigin implements Origin {
  readonly #directory: string;
  readonly #limits: RequestLimits;
  readonly #swept = new Set<string>();
  #asking: Promise<unknown> | undefined;

  constructor(url: FileOriginUrl, limits: RequestLimits) {
    this.#directory = url.directory;
    this.#limits = limits;
  }

  async put(object: ObjectToStore, body: Uint8Array, signal: AbortSignal): Promise<void> {
    const target = this.#path(object.key);
    if (body.byteLength !== object.sizeBytes || hexSha256(body) !== object.sha256)
      throw localBytesDiffer(object);
    await this.#attempt('write', target, body.byteLength, signal, async (abort) => {
      await this.#prepare(path.dirname(target));
      abort.throwIfAborted();
      const temporary = await writeTemporary(path.dirname(target), body);
      try {
        // Past the slow part: what was given up while the bytes were written must not appear later.
        abort.throwIfAborted();
        await publish(object, temporary, target);
      } finally {
        await discard(temporary);
      }
    });
  }

  async prove(
    object: Pick<ObjectToStore, 'key' | 'sizeBytes' | 'sha256'>,
    signal: AbortSignal,
  ): Promise<Proof> {
    const target = this.#path(object.key);
    const stored = await this.#attempt('read', target, object.sizeBytes, signal, () => readBack(target));
    if (stored === undefined) throw missing(object.key);
    if (stored.sizeBytes !== object.sizeBytes) throw differs(object.key, `${stored.sizeBytes} bytes`);
    if (stored.sha256 !== object.sha256) throw differs(object.key, `SHA-256 ${stored.sha256}`);
    return 'sha256-read-back';
  }

  /** A share that hangs holds one of the process's few threads for files: it is never asked twice at a time. */
  async ask(signal: AbortSignal): Promise<void> {
    this.#asking ??= unlessMissing(stat(this.#directory)).finally(() => {
      this.#asking = undefined;
    });
    const asking = this.#asking;
    try {
      await this.#attempt('read', this.#directory, 0, signal, () => asking);
    } catch (error) {
      // The system's refusal is an answer, too.
      if (!(error instanceof OriginFailure) || error.class === 'unstable') throw error;
    }
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const target = this.#path(key);
    return this.#attempt('read', target, 0, signal, async () => {
      const found = await unlessMissing(stat(target));
      return found?.isFile() ? { sizeBytes: found.size, sha256: undefined, etag: undefined } : undefined;
    });
  }

  async get(key: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const target = this.#path(key);
    return this.#attempt('read', target, maxBytes, signal, async () => {
      const file = await unlessMissing(open(target, 'r'));
      if (file === undefined) return undefined;
      try {
        if ((await file.stat()).size > maxBytes) throw tooLarge(key, maxBytes);
        return await file.readFile();
      } finally {
        await file.close();
      }
    });
  }

  async probe(signal: AbortSignal): Promise<OriginCapabilities> {
    const body = Buffer.from('Surecast asks whether this folder can be written.\n');
    const folder = `.surecast-probe/${randomUUID()}`;
    const object: ObjectToStore = {
      path: '',
      key: `${folder}/good`,
      sizeBytes: body.length,
      sha256: hexSha256(body),
      contentType: 'text/plain',
      cacheControl: 'no-store',
      write: { mode: 'immutable' },
    };
    const sweep = () => rm(this.#path(folder), { recursive: true, force: true }).catch(() => undefined);
    try {
      await this.put(object, body, signal);
      await this.prove(object, signal);
    } catch (error) {
      // Not waited for: a share that hangs would hold this up as well.
      void sweep();
      throw error;
    }
    await sweep();
    return {
      refusesBadChecksum: true,
      attestsSha256: false,
      conditionalCreate: true,
      conditionalReplace: true,
      probedAt: new Date().toISOString(),
    };
  }

  close(): void {}

  async #prepare(directory: string): Promise<void> {
    await makeDirectoryDurably(directory);
    if (this.#swept.has(directory)) return;
    this.#swept.add(directory);
    await sweepTemporaries(directory, Date.now());
  }

  /** Runs one operation; a share that hangs is given up at the deadline although its system call may still be waiting. */
  async #attempt<T>(
    action: 'read' | 'write',
    target: string,
    sizeBytes: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await withDeadline(deadlineMs(sizeBytes, this.#limits), signal, work);
    } catch (error) {
      throw classifyFileError(error, action, target);
    }
  }

  #path(key: string): string {
    return path.join(this.#directory, ...fullKey('', key).split('/'));
  }
}

async function publish(object: ObjectToStore, temporary: string, target: string): Promise<void> {
  const existing = await readBack(target);
  if (existing === undefined) {
    if (await publishNew(temporary, target)) return;
    return settleTaken(object, target, await readBack(target));
  }
  const replaces = object.write.mode === 'replaceable' ? object.write.replaces : undefined;
  if (existing.sha256 === replaces && existing.sha256 !== object.sha256)
    return publishOver(temporary, target);
  return settleTaken(object, target, existing);
}

/** The name is taken: by the same bytes, which is as good as stored, or by others. */
async function settleTaken(
  object: ObjectToStore,
  target: string,
  existing: StoredObject | undefined,
): Promise<void> {
  if (existing === undefined) throw changedMeanwhile(object.key);
  if (existing.sha256 !== object.sha256) throw nameTaken(object.key, existing);
  // A writer that died between naming the file and fsyncing the folder left this undone.
  await syncDirectory(path.dirname(target));
}

/** Reads a file whole, through a handle of its own, and hashes it. */
async function readBack(target: string): Promise<StoredObject | undefined> {
  const file = await unlessMissing(open(target, 'r'));
  if (file === undefined) return undefined;
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(readBufferBytes);
    let sizeBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, sizeBytes);
      if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex'), etag: undefined };
      hash.update(buffer.subarray(0, bytesRead));
      sizeBytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
