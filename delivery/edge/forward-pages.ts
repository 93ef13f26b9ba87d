import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { EdgeHooks } from './edge-hooks.ts';

/** Lets the thread that fetches answer all but media, over a socket that only this process can reach. */
export function forwardPages(socketPath: string): NonNullable<EdgeHooks['otherwise']> {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { method, url: path, headers } = request;
    const forwarded = ask({ socketPath, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      pipeline(answer, response, () => undefined);
    });
    forwarded.on('error', () => response.destroy());
    response.once('close', () => forwarded.destroy());
    forwarded.end();
  };
}
