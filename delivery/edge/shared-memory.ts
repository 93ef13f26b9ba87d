import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory that all threads of the process see, of exactly this size. Node writes it to a socket as it does any other. */
export const allocateShared = (sizeBytes: number): Buffer => Buffer.from(new SharedArrayBuffer(sizeBytes));

/** @throws TypeError if the buffer is not one of `allocateShared` */
export function sharedMemoryOf({ buffer }: Buffer): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer;
  throw new TypeError('the cache of several threads allocates with allocateShared');
}

/** To be told of shared memory that this thread has let go of. */
export type SharedRelease = (sizeBytes: number, heldBytes: number) => void;

const leastBytes = 16 * 1024 * 1024;

/**
 * Shared memory goes back to the system when every thread has collected what named it, and V8 counts it as nobody's: no thread
 * feels that it should collect, and a window of 1 GB grew to 3 GB (docs/adr). So each thread collects when a sixteenth of what is held was
 * let go of. The heaps are small, as media is not on them: that takes some milliseconds.
 */
export function createSharedRelease(): SharedRelease {
  const collect = collector();
  let released = 0;
  return (sizeBytes, heldBytes) => {
    released += sizeBytes;
    if (released < Math.max(leastBytes, heldBytes / 16)) return;
    released = 0;
    collect();
  };
}

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function') throw new TypeError('this Node has no gc');
  return () => void found();
}
