import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One answer of the origin: bytes to serve well, or a way to misbehave. */
export type Answer =
  | Uint8Array
  | string
  /** Answers with that status and a page of HTML. */
  | { readonly status: number }
  /** Closes the connection without an answer. */
  | 'drop'
  /** Sends the head and half the body, and then nothing more. */
  | { readonly stall: Uint8Array }
  /** Claims the whole length, sends half, and closes. */
  | { readonly cutShort: Uint8Array }
  /** Sends without end. */
  | { readonly endless: Uint8Array };

/** A real HTTP server whose answers a test writes down beforehand. */
export type ScriptedOrigin = {
  readonly url: string;
  /** What a path answers, request after request; the last one is repeated. Unknown paths answer 404. */
  script(path: string, ...answers: readonly [Answer, ...Answer[]]): void;
  /** Requests so far, by path, with their headers. */
  requests(path: string): readonly IncomingMessage[];
  /** Resolves when the path was asked for that often. */
  asked(path: string, times: number): Promise<void>;
  close(): Promise<void>;
};

export async function startScriptedOrigin(): Promise<ScriptedOrigin> {
  const scripts = new Map<string, Answer[]>();
  const seen = new Map<string, IncomingMessage[]>();
  const waiters = new Set<() => void>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    const log = seen.get(path) ?? [];
    seen.set(path, [...log, request]);
    for (const wake of waiters) wake();
    const answers = scripts.get(path);
    answer(answers?.[Math.min(log.length, answers.length - 1)] ?? { status: 404 }, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const requests = (path: string): readonly IncomingMessage[] => seen.get(path) ?? [];
  return {
    url: `http://127.0.0.1:${port}/`,
    script: (path, ...answers) => {
      scripts.set(path, answers);
      seen.delete(path);
    },
    requests,
    asked: async (path, times) => {
      while (requests(path).length < times) {
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiters.delete(wake);
            resolve();
          };
          waiters.add(wake);
        });
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(what: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (what === 'drop') {
    request.socket.destroy();
  } else if (typeof what === 'string' || what instanceof Uint8Array) {
    serve(what, request, response);
  } else if ('status' in what) {
    response.writeHead(what.status, { 'content-type': 'text/html' }).end('<html><body>Sorry</body></html>');
  } else if ('stall' in what) {
    response.writeHead(200, { 'content-length': what.stall.byteLength });
    response.write(what.stall.subarray(0, what.stall.byteLength / 2));
  } else if ('cutShort' in what) {
    response.writeHead(200, { 'content-length': what.cutShort.byteLength });
    response.write(what.cutShort.subarray(0, what.cutShort.byteLength / 2), () => request.socket.destroy());
  } else {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(what.endless));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  }
}

function serve(what: string | Uint8Array, request: IncomingMessage, response: ServerResponse): void {
  const body = Buffer.from(what);
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (range) {
    response.writeHead(206).end(body.subarray(Number(range[1]), Number(range[2]) + 1));
    return;
  }
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
  else response.writeHead(200, { 'content-length': body.byteLength, etag }).end(body);
}
