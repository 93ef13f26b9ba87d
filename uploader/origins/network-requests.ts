import type { ClientRequest, IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { pipeline } from 'node:stream';
import type { ConnectionSettings } from '../../contract/connection.ts';
import { authorityOf } from '../../contract/origin-url.ts';
import type { NetworkOriginUrl } from '../../contract/origin-url-syntax.ts';
import { proxyFor } from '../../contract/proxy-choice.ts';
import { currentPace } from '../pace/current-pace.ts';
import { PacedBody } from '../pace/paced-body.ts';
import { AddressBook } from './address-book.ts';
import { classifyS3Error } from './classify-s3-error.ts';
import { deadlineMs, type RequestLimits, withDeadline } from './deadline.ts';
import { tooLarge } from './failures.ts';
import type { NetworkAnswer } from './network-answer.ts';
import { type PublisherAccess, readPublisherFile } from './publisher-access.ts';
import { createS3Agents } from './s3-agents.ts';

/** How to reach the network's server. */
export type NetworkAccess = {
  readonly publisherFile: string | undefined;
  /** For HTTPS_PROXY and its like. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly limits: RequestLimits;
  readonly connection?: ConnectionSettings | undefined;
  readonly book?: AddressBook | undefined;
};

/** One request. */
export type NetworkRequest = {
  readonly method: 'PUT' | 'HEAD' | 'GET';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Largest object that is read. */
  readonly maxBytes: number;
};

// What is longer is no answer of this network.
const largestErrorBytes = 64 * 1024;

type Connected = PublisherAccess & { readonly agent: ReturnType<typeof createS3Agents>['https'] };

/**
 * Requests to a server of the network, each sent once, within a deadline, over connections that are kept, and failing
 * with `OriginFailure` alone. What to make of the answers is decided elsewhere.
 */
export class NetworkRequests {
  readonly #url: NetworkOriginUrl;
  readonly #access: NetworkAccess;
  readonly #book: AddressBook;
  #connected: Promise<Connected> | undefined;

  constructor(url: NetworkOriginUrl, access: NetworkAccess) {
    this.#url = url;
    this.#access = access;
    this.#book = access.book ?? new AddressBook();
  }

  /** @throws OriginFailure when no answer came, or the publisher's file can't be used */
  async send(asked: NetworkRequest, signal: AbortSignal): Promise<NetworkAnswer> {
    const pace = currentPace.getStore();
    const deadline = deadlineMs(Math.max(asked.body?.byteLength ?? 0, asked.maxBytes), this.#access.limits);
    try {
      const connected = await this.#connect();
      const work = (abort: AbortSignal): Promise<NetworkAnswer> => this.#exchange(asked, connected, abort);
      return await withDeadline(deadline, signal, work, () => pace?.waitedMs ?? 0);
    } catch (error) {
      this.#dropIdle();
      throw classifyS3Error(error, { action: asked.method, target: this.target(asked.path) });
    }
  }

  /** For messages: `surecast://HOST:PORT/KEY`. */
  target(path: string): string {
    return `surecast://${authorityOf(this.#url)}${path}`;
  }

  /** Frees the connections and forgets the publisher's file: a corrected one takes effect by itself. */
  close(): void {
    const connected = this.#connected;
    this.#connected = undefined;
    void connected?.then(({ agent }) => agent.destroy()).catch(() => undefined);
  }

  async #connect(): Promise<Connected> {
    this.#connected ??= this.#open();
    try {
      return await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
  }

  async #open(): Promise<Connected> {
    const { publisherFile, variables, limits, connection } = this.#access;
    const publisher = await readPublisherFile(publisherFile);
    const proxy = proxyFor(`https://${authorityOf(this.#url)}`, variables);
    const { https } = createS3Agents({
      ...connection,
      proxy,
      trust: publisher.trust,
      book: this.#book,
      connectMs: limits.connectMs,
    });
    return { ...publisher, agent: https };
  }

  #exchange(asked: NetworkRequest, { agent, token }: Connected, signal: AbortSignal): Promise<NetworkAnswer> {
    const options: RequestOptions = {
      agent,
      host: this.#url.host,
      port: this.#url.port,
      method: asked.method,
      path: asked.path,
      timeout: this.#access.limits.stallMs,
      headers: {
        ...asked.headers,
        authorization: `Bearer ${token}`,
        ...(asked.body !== undefined && { 'content-length': asked.body.byteLength }),
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        readWhole(response, asked).then(resolve, reject);
      });
      const onAbort = (): void => void sent.destroy(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      sent.once('close', () => signal.removeEventListener('abort', onAbort));
      sent.once('timeout', () => sent.destroy(stalled()));
      sent.once('error', reject);
      sendBody(sent, asked.body, signal);
    });
  }

  #dropIdle(): void {
    void this.#connected
      ?.then(({ agent }) => {
        for (const sockets of Object.values(agent.freeSockets))
          for (const socket of sockets ?? []) socket.destroy();
      })
      .catch(() => undefined);
  }
}

function sendBody(sent: ClientRequest, body: Uint8Array | undefined, signal: AbortSignal): void {
  const pace = currentPace.getStore();
  if (body === undefined || pace === undefined) return void sent.end(body);
  // What becomes of the request is told by the request itself.
  pipeline(new PacedBody(body, pace, signal), sent, () => undefined);
}

async function readWhole(response: IncomingMessage, asked: NetworkRequest): Promise<NetworkAnswer> {
  const isObject = (response.statusCode ?? 0) < 300;
  const maxBytes = isObject ? asked.maxBytes : largestErrorBytes;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Leaving the loop destroys the response and its connection.
    if (bytes > maxBytes) throw tooLarge(asked.path, maxBytes);
    chunks.push(chunk);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

const stalled = (): Error =>
  Object.assign(new Error('nothing moved on the connection'), { code: 'ETIMEDOUT' });
