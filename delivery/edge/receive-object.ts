import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ArrivingObject } from './arriving-object.ts';
import type { EdgeTiming } from './edge-timing.ts';

export type Received =
  /** All of it, with the SHA-256 announced. */
  | { readonly kind: 'right' }
  /** All of it or too much, and not what was announced. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'broken'; readonly error: Error };

/**
 * Reads a body into an object that may hold a first part already, from a server that broke off. The bytes that are there
 * may have been read by viewers: they are compared and never changed.
 * @param onDiffering called with the number of bytes in which both agree; gives another object to go on with, which has them
 */
export async function receiveObject(
  body: Readable,
  first: ArrivingObject,
  timing: Pick<EdgeTiming, 'stallMs' | 'slowestBytesPerSecond'>,
  onDiffering: (agreeing: number) => ArrivingObject,
): Promise<Received> {
  const { sizeBytes, sha256 } = first.object;
  const hash = createHash('sha256');
  const watch = watchStall(body, sizeBytes, timing);
  let into = first;
  let offset = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      watch.onBytes();
      if (offset + chunk.length > sizeBytes) return { kind: 'wrong' };
      hash.update(chunk);
      if (!put(into, chunk, offset)) {
        into = onDiffering(offset);
        put(into, chunk, offset);
      }
      offset += chunk.length;
      into.advanceTo(offset);
    }
  } catch (error) {
    return { kind: 'broken', error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    watch.end();
    body.destroy();
  }
  if (offset < sizeBytes) return { kind: 'broken', error: new Error('the body is shorter than announced') };
  return { kind: hash.digest('hex') === sha256 ? 'right' : 'wrong' };
}

/** Places a chunk; false if it is not the same as what was received there before. */
function put(into: ArrivingObject, chunk: Buffer, offset: number): boolean {
  const known = Math.min(Math.max(0, into.received() - offset), chunk.length);
  if (known > 0 && !into.bytes.subarray(offset, offset + known).equals(chunk.subarray(0, known)))
    return false;
  chunk.copy(into.bytes, offset + known, known);
  return true;
}

function watchStall(
  body: Readable,
  sizeBytes: number,
  { stallMs, slowestBytesPerSecond }: Pick<EdgeTiming, 'stallMs' | 'slowestBytesPerSecond'>,
): { onBytes(): void; end(): void } {
  const stop = () => body.destroy(new Error('the body stalled'));
  const stall = setTimeout(stop, stallMs);
  const deadline = setTimeout(stop, stallMs * 4 + (sizeBytes / slowestBytesPerSecond) * 1_000);
  return {
    onBytes: () => void stall.refresh(),
    end() {
      clearTimeout(stall);
      clearTimeout(deadline);
    },
  };
}
