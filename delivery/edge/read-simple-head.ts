import {
  parseSimpleHeaders,
  parseSimpleRequestLine,
  type ViewerHeaders,
  type ViewerRequest,
} from './viewer-request.ts';

/** A head of more bytes than this is not simple. */
const largestHeadBytes = 8 * 1024;

/**
 * Reads the requests of one connection. A player says the same of itself every time: header lines that are the same as the
 * last time are not read again.
 * @returns what reads a chunk; undefined: it is not exactly one simple request
 */
export function createHeadReading(): (chunk: Buffer) => ViewerRequest | undefined {
  let lastBlock = '';
  let lastHeaders: ViewerHeaders | undefined;
  return (chunk) => {
    if (chunk.length > largestHeadBytes) return undefined;
    const text = chunk.toString('latin1');
    if (text.indexOf('\r\n\r\n') !== text.length - 4) return undefined;
    const line = parseSimpleRequestLine(text);
    if (line === undefined) return undefined;
    const block = text.slice(line.end + 2, -4);
    if (block !== lastBlock || lastHeaders === undefined) {
      lastBlock = block;
      lastHeaders = parseSimpleHeaders(block);
    }
    if (lastHeaders === undefined) return undefined;
    return { method: line.method, path: line.path, query: line.query, headers: lastHeaders };
  };
}
