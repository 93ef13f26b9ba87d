import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { AnswerBody } from './viewer-answer.ts';

/**
 * Writes what is arriving as it comes, at the reader's pace. False: it can't be finished, because it broke off, was wrong, or the
 * reader has gone; then the connection must be cut, so that what was sent is not taken for all of it.
 */
export async function writeArriving(
  to: Writable,
  { object, start, end }: Extract<AnswerBody, { kind: 'arriving' }>,
): Promise<boolean> {
  const gone = new AbortController();
  const onClose = () => gone.abort();
  to.once('close', onClose);
  try {
    for await (const piece of object.read(start, end)) {
      if (to.destroyed) return false;
      if (!to.write(piece)) await once(to, 'drain', { signal: gone.signal });
    }
    return true;
  } catch {
    return false;
  } finally {
    to.off('close', onClose);
  }
}
