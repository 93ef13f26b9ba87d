import { STATUS_CODES } from 'node:http';
import { contentLength, type ViewerAnswer } from './viewer-answer.ts';

/** The head of an answer as it stands on the connection, with the empty line behind it. */
function renderHead(answer: ViewerAnswer, date: string, ending: 'keep-alive' | 'close'): string {
  const { status, fields } = answer;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
  for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
  const length = contentLength(answer);
  if (length !== undefined) head += `Content-Length: ${length}\r\n`;
  return `${head}Date: ${date}\r\nConnection: ${ending}\r\n\r\n`;
}

/** An answer, whole, after which the connection is closed. */
export function closingText(answer: ViewerAnswer): string {
  const body = answer.body.kind === 'bytes' ? answer.body.bytes.toString('latin1') : '';
  return renderHead(answer, new Date().toUTCString(), 'close') + body;
}

/** An answer as bytes to write: the head alone, or with a small body behind it. */
export type WrittenAnswer = { readonly bytes: Buffer; readonly hasBody: boolean };

/** Gives what is to be written for an answer; for one that many get, the same for a second, the resolution of `Date`. */
export type AnswerWriting = (answer: ViewerAnswer, nowMs: number) => WrittenAnswer;

/** Copying a body of so many bytes behind its head costs less than a second write. */
const copiedBytes = 32 * 1024;

/** @param wallClock milliseconds since 1970 */
export function createAnswerWriting(wallClock: () => number): AnswerWriting {
  const kept = new WeakMap<ViewerAnswer, WrittenAnswer & { readonly date: string }>();
  let date = '';
  let dateUntilMs = Number.NEGATIVE_INFINITY;

  function write(answer: ViewerAnswer): WrittenAnswer {
    const head = Buffer.from(renderHead(answer, date, 'keep-alive'), 'latin1');
    if (answer.body.kind !== 'bytes' || answer.body.bytes.length > copiedBytes)
      return { bytes: head, hasBody: false };
    return { bytes: Buffer.concat([head, answer.body.bytes]), hasBody: true };
  }

  return (answer, nowMs) => {
    if (nowMs >= dateUntilMs) {
      const wallMs = wallClock();
      date = new Date(wallMs).toUTCString();
      dateUntilMs = nowMs + 1_000 - (wallMs % 1_000);
    }
    if (answer.isReused !== true) return write(answer);
    const known = kept.get(answer);
    if (known?.date === date) return known;
    const written = { ...write(answer), date };
    kept.set(answer, written);
    return written;
  };
}
