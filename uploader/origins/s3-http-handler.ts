import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpProxy } from '../../contract/proxy-choice.ts';
import { currentPace } from '../pace/current-pace.ts';
import { PacedBody } from '../pace/paced-body.ts';
import { type Connecting, createS3Agents, type S3Agents } from './s3-agents.ts';
import { ForeignAnswer } from './s3-answer.ts';

type HandleInput = Parameters<NodeHttpHandler['handle']>;
type HandleOutput = Awaited<ReturnType<NodeHttpHandler['handle']>>;

const largestErrorBytes = 256 * 1024;

/**
 * The SDK's handler with a pool of its own: idle connections are dropped after any network error (the next request
 * resolves the name and connects anew), and a body that is not an object's is bounded and must be S3's XML.
 */
export class S3HttpHandler extends NodeHttpHandler {
  readonly #agents: S3Agents;
  readonly #proxy: HttpProxy | undefined;

  /** @param stallMs how long a connection may stand still */
  constructor(connecting: Connecting, stallMs: number) {
    const agents = createS3Agents(connecting);
    super({
      httpAgent: agents.http,
      httpsAgent: agents.https,
      connectionTimeout: connecting.connectMs,
      socketTimeout: stallMs,
    });
    this.#agents = agents;
    this.#proxy = connecting.proxy;
  }

  override async handle(...[request, options]: HandleInput): Promise<HandleOutput> {
    const isGet = request.method === 'GET';
    if (this.#proxy !== undefined && request.protocol === 'http:') addressThrough(this.#proxy, request);
    const pace = currentPace.getStore();
    if (pace !== undefined && request.body instanceof Uint8Array) {
      request.body = new PacedBody(request.body, pace, signalOf(options));
    }
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
    for (const agent of Object.values(this.#agents)) {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }
}

/** A plain request to a proxy names its endpoint in the request line (RFC 9112, section 3.2.2). */
function addressThrough(proxy: HttpProxy, request: HandleInput[0]): void {
  const { hostname, port } = request;
  request.path = `http://${hostname}${port === undefined ? '' : `:${port}`}${request.path}`;
  if (proxy.authorization !== undefined) request.headers['proxy-authorization'] = proxy.authorization;
}

/** The SDK's own type of a signal has less than Node's. */
function signalOf(options: HandleInput[1]): AbortSignal | undefined {
  const signal = options?.abortSignal;
  return signal instanceof AbortSignal ? signal : undefined;
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
