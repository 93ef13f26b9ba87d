import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { RequestLimits } from './deadline.ts';
import { ForeignAnswer } from './s3-answer.ts';

type HandleInput = Parameters<NodeHttpHandler['handle']>;
type HandleOutput = Awaited<ReturnType<NodeHttpHandler['handle']>>;

// Shorter than the idle limit of common servers and proxies, so that a reused connection is seldom a dead one.
const idleMs = 4_000;
const largestErrorBytes = 256 * 1024;

/**
 * The SDK's handler with a pool of its own: idle connections are dropped after any network error (the next request
 * resolves the name and connects anew), and a body that is not an object's is bounded and must be S3's XML.
 */
export class S3HttpHandler extends NodeHttpHandler {
  readonly #agents: readonly [HttpAgent, HttpsAgent];

  constructor(limits: Pick<RequestLimits, 'connectMs' | 'stallMs'>) {
    const pool = {
      keepAlive: true,
      maxSockets: 16,
      maxFreeSockets: 4,
      timeout: idleMs,
      scheduling: 'lifo',
    } as const;
    const http = new HttpAgent(pool);
    const https = new HttpsAgent(pool);
    super({
      httpAgent: http,
      httpsAgent: https,
      connectionTimeout: limits.connectMs,
      socketTimeout: limits.stallMs,
    });
    this.#agents = [http, https];
  }

  override async handle(...[request, options]: HandleInput): Promise<HandleOutput> {
    const isGet = request.method === 'GET';
    try {
      const { response } = await super.handle(request, options);
      const isObject = isGet && response.statusCode >= 200 && response.statusCode < 300;
      if (!isObject && response.body instanceof Readable) {
        response.body = await boundedAnswer(response.body, response.statusCode, response.headers);
      }
      return { response };
    } catch (error) {
      if (!(error instanceof ForeignAnswer)) this.#dropIdleConnections();
      throw error;
    }
  }

  #dropIdleConnections(): void {
    for (const agent of this.#agents) {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }
}

/** Reads an answer that holds no object: small, and if it tells of an error, in S3's own form. */
async function boundedAnswer(
  body: Readable,
  statusCode: number,
  headers: Readonly<Record<string, string>>,
): Promise<Readable> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the stream and its connection.
    if (bytes > largestErrorBytes) throw new ForeignAnswer(statusCode, headers, startOf(chunks));
  }
  if (statusCode >= 300 && bytes > 0 && !Buffer.concat(chunks).includes('<Error')) {
    throw new ForeignAnswer(statusCode, headers, startOf(chunks));
  }
  return Readable.from(chunks);
}

const startOf = (chunks: readonly Buffer[]): string => chunks[0]?.subarray(0, 4096).toString('utf8') ?? '';
