import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnsweredServer } from '../../../contract/network/directory-calls.ts';
import { isPlaylistKey } from '../../../contract/network/object-key.ts';
import { etagOf, objectsPath, reprDigest, versionHeader } from '../../../contract/network/object-transfer.ts';

/** What a server does in place of a plain answer. */
export type Misbehaviour =
  /** Accepts and says nothing. */
  | { readonly kind: 'mute' }
  /** Says what is to come, sends so many bytes of it, and then nothing (`stall`) or the connection's end (`cut`). */
  | { readonly kind: 'stall' | 'cut'; readonly afterBytes: number; readonly lieFromByte?: number }
  /** Sends other bytes than it has said, from this position on. */
  | { readonly kind: 'lie'; readonly fromByte: number };

/** A server of objects like an intermediate, over plain HTTP, that does as it is told. */
export type UpstreamServer = {
  readonly server: AnsweredServer;
  put(key: string, bytes: Uint8Array | string, version?: number): void;
  remove(key: string): void;
  misbehave(how: Misbehaviour | undefined): void;
  /** Holds back the rest of every body from this byte on until `release`. */
  holdFrom(byte: number): void;
  release(): void;
  /** Requests that came for a key. */
  requests(key: string): number;
  close(): Promise<void>;
};

type Stored = { readonly bytes: Buffer; readonly sha256: string; readonly version: number };

export async function startUpstreamServer(name: string): Promise<UpstreamServer> {
  const objects = new Map<string, Stored>();
  const counts = new Map<string, number>();
  let misbehaviour: Misbehaviour | undefined;
  let held: { readonly fromByte: number; readonly released: PromiseWithResolvers<void> } | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = (request.url ?? '').slice(objectsPath.length);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (misbehaviour?.kind === 'mute') return;
    const stored = objects.get(key);
    if (stored === undefined) return void response.writeHead(404).end();
    if (request.headers['if-none-match'] === etagOf(stored.sha256)) return void response.writeHead(304).end();
    response.writeHead(200, headersOf(key, stored));
    const lieFrom = misbehaviour?.kind === 'lie' ? misbehaviour.fromByte : misbehaviour?.lieFromByte;
    const sent = flipped(stored.bytes, lieFrom ?? stored.bytes.length);
    if (misbehaviour?.kind === 'stall' || misbehaviour?.kind === 'cut') {
      response.write(sent.subarray(0, misbehaviour.afterBytes));
      if (misbehaviour.kind === 'cut') setImmediate(() => response.destroy());
      return;
    }
    if (held === undefined) return void response.end(sent);
    response.write(sent.subarray(0, held.fromByte));
    const from = held.fromByte;
    await held.released.promise;
    response.end(sent.subarray(from));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server: { name, nodeUrl: `http://127.0.0.1:${port}` },
    put(key, content, version = (objects.get(key)?.version ?? 0) + 1) {
      const bytes = Buffer.from(content as Uint8Array);
      objects.set(key, { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), version });
    },
    remove: (key) => void objects.delete(key),
    misbehave(how) {
      misbehaviour = how;
    },
    holdFrom(byte) {
      held = { fromByte: byte, released: Promise.withResolvers<void>() };
    },
    release() {
      held?.released.resolve();
      held = undefined;
    },
    requests: (key) => counts.get(key) ?? 0,
    async close() {
      held?.released.resolve();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function headersOf(key: string, { bytes, sha256, version }: Stored): Record<string, string | number> {
  return {
    'Content-Type': isPlaylistKey(key) ? 'application/vnd.apple.mpegurl' : 'video/mp2t',
    'Content-Length': bytes.length,
    'Cache-Control': isPlaylistKey(key) ? 'public, max-age=1' : 'public, max-age=31536000, immutable',
    'Repr-Digest': reprDigest(sha256),
    ETag: etagOf(sha256),
    [versionHeader]: version,
  };
}

function flipped(bytes: Buffer, from: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = from; at < copy.length; at++) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
