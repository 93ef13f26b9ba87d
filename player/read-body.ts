import { ResourceFailure } from './resource-failure.ts';
import type { StallWatch } from './stall-watch.ts';

/** Reads a body whole. @throws ResourceFailure `absent` as soon as it is longer than `maxBytes`. */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  watch: StallWatch,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    watch.received(chunk.byteLength);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new ResourceFailure('absent', `more than ${maxBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts, sizeBytes);
}
