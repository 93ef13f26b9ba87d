import { get } from 'node:http';
import { get as getTls } from 'node:https';
import { readyPath } from './nginx-settings.ts';

const patienceMs = 5_000;

/** Which configuration answers at an address now; undefined: none of ours. */
export async function askGeneration(
  host: string,
  port: number,
  isSecure: boolean,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const options = { host: reachable(host), port, path: readyPath, agent: false, timeout: patienceMs };
  const request = isSecure
    ? // The operator's certificate is for its public name, and this is about who listens here.
      getTls({ ...options, rejectUnauthorized: false })
    : get(options);
  request.once('error', () => resolve(undefined));
  request.once('timeout', () => request.destroy());
  request.once('close', () => resolve(undefined));
  request.once('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(0, 100);
    });
    response.once('end', () => resolve(text));
  });
  return promise;
}

/** Listening on all addresses, it is reached on this one too. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
