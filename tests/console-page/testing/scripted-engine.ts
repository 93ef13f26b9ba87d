import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { type ConsoleEvent, consoleEvent } from '../../../contract/api/console-event.ts';
import type { ConsoleSnapshot } from '../../../contract/api/console-snapshot.ts';
import { type Route, routes } from '../../../contract/api/routes.ts';

const dist = join(import.meta.dirname, '..', '..', '..', 'renderer', 'dist');
const types: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** What routes answer, by `METHOD path`; a function sees the parsed body and may throw. */
export type Answers = Record<string, unknown>;

/** A server of the page whose every state is said by the test: for states that can't be had at will. */
export type ScriptedEngine = {
  readonly url: string;
  /** Sends an event to every page; a snapshot is also what pages get that come later. */
  readonly tell: (event: ConsoleEvent) => void;
  /** Each call that changes something, in order, as `METHOD path body`. */
  readonly calls: string[];
  readonly answers: Answers;
  /** Ends all connections and refuses new ones. */
  readonly cut: () => void;
  readonly restore: () => void;
  readonly close: () => Promise<void>;
};

/** Serves the built page, with what is sent checked against the contract. */
export async function startScriptedEngine(first: ConsoleSnapshot): Promise<ScriptedEngine> {
  let snapshot: ConsoleEvent = consoleEvent.parse({ type: 'snapshot', snapshot: first });
  let refuse = false;
  const pages = new Set<ServerResponse>();
  const calls: string[] = [];
  const answers: Answers = {};

  const onEvents = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`data: ${JSON.stringify(snapshot)}\n\n`);
    pages.add(response);
    response.on('close', () => pages.delete(response));
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    if (refuse) request.socket.destroy();
    else if (path === '/api/events') onEvents(response);
    else if (path.startsWith('/api/')) void answer(request, response, path);
    else sendFile(response, path);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const key = `${request.method} ${path}`;
    const body = await text(request);
    if (request.method !== 'GET') calls.push(`${key} ${body}`);
    const scripted = key === 'GET /api/console' ? snapshotOf(snapshot) : answers[key];
    if (scripted === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 'NOT_SCRIPTED', message: `${key} is not scripted.`, cure: '' }));
      return;
    }
    if (Buffer.isBuffer(scripted)) {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(scripted);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(checked(request.method ?? '', path, scripted)));
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    answers,
    tell(event) {
      const parsed = consoleEvent.parse(event);
      if (parsed.type === 'snapshot') snapshot = parsed;
      for (const page of pages) page.write(`data: ${JSON.stringify(parsed)}\n\n`);
    },
    cut() {
      refuse = true;
      server.closeAllConnections();
    },
    restore() {
      refuse = false;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function snapshotOf(event: ConsoleEvent): unknown {
  return event.type === 'snapshot' ? event.snapshot : undefined;
}

/** An answer, if the contract has it like that. */
function checked(method: string, path: string, answer: unknown): unknown {
  const route = Object.values<Route>(routes).find((one) => one.method === method && one.path === path);
  return route === undefined ? answer : route.response.parse(answer);
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function sendFile(response: ServerResponse, path: string): void {
  const file = join(dist, normalize(path === '/' ? '/index.html' : path));
  const type = types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  void readFile(file).then(
    () => {
      response.writeHead(200, { 'content-type': type, 'content-security-policy': "default-src 'self'" });
      createReadStream(file).pipe(response);
    },
    () => response.writeHead(404).end(),
  );
}
