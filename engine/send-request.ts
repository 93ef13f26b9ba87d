import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { SecureContext } from 'node:tls';
import { proxyFor, type Variables } from '../contract/proxy-choice.ts';
import { AddressBook } from '../uploader/origins/address-book.ts';
import { createS3Agents } from '../uploader/origins/s3-agents.ts';

/** A request of the engine's own, whose answer is its head alone. */
export type OutgoingRequest = {
  /** Absolute, `http:` or `https:`. */
  readonly url: string;
  readonly method: 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whom to trust; undefined: whom Node trusts. */
  readonly trust?: SecureContext | undefined;
  readonly signal: AbortSignal;
};

/** How it was answered; a redirect is an answer, and not followed. */
export type AnswerHead = { readonly status: number; readonly headers: IncomingHttpHeaders };

const connectMs = 10_000;

/**
 * Sends one request, directly or through the proxy that the environment names. By Node's own client: `fetch` takes some 7 MB of memory
 * that nothing else here has a use for.
 * @throws SurecastError `PROXY_INVALID`; TunnelRefused, or the connection's error
 */
export async function sendRequest(
  { url: text, method, headers, body, trust, signal }: OutgoingRequest,
  variables: Variables,
): Promise<AnswerHead> {
  const url = new URL(text);
  const isPlain = url.protocol === 'http:';
  const proxy = proxyFor(url.href, variables);
  const agents = createS3Agents({ proxy, trust, book: new AddressBook(), connectMs });
  const agent = isPlain ? agents.http : agents.https;
  // A plain request to a proxy names its target in the request line (RFC 9112, section 3.2.2).
  const path = `${isPlain && proxy !== undefined ? `http://${url.host}` : ''}${url.pathname}${url.search}`;
  const authorization = isPlain ? proxy?.authorization : undefined;
  const options = {
    method,
    path,
    agent,
    signal,
    headers: { ...headers, ...(authorization && { 'proxy-authorization': authorization }) },
  };
  try {
    return await new Promise((resolve, reject) => {
      const sent = (isPlain ? httpRequest : httpsRequest)(url, options);
      sent.once('response', (answer) => {
        answer.once('error', () => undefined).resume();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  } finally {
    agent.destroy();
  }
}
