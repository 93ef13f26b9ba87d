import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Fetched, FetchRequest } from './fetch-request.ts';
import { readBody } from './read-body.ts';
import { ResourceFailure } from './resource-failure.ts';
import type { StallWatch } from './stall-watch.ts';

/** Reads from the local disk. @throws ResourceFailure; the watch's reason if it ended the transfer. */
export async function fetchFile(request: FetchRequest, watch: StallWatch): Promise<Fetched> {
  const path = fileURLToPath(request.url);
  const range = request.byteRange;
  const found = await stat(path);
  if (!found.isFile()) throw new ResourceFailure('absent', 'not a regular file');
  const etag = `${found.ino}-${found.size}-${found.mtimeMs}`;
  const stream = createReadStream(path, {
    signal: watch.signal,
    ...(range ? { start: range.offset, end: range.offset + range.length - 1 } : {}),
  });
  const bytes = await readBody(stream, request.maxBytes, watch);
  if (range && bytes.byteLength !== range.length) {
    throw new ResourceFailure('absent', `${bytes.byteLength} bytes of a range of ${range.length}`);
  }
  return { bytes, url: request.url, etag };
}
