import { request } from 'node:http';
import { z } from 'zod';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { type RouteName, routes } from '../../contract/api/routes.ts';
import { type CommandOptions, type SurecastProcess, startSurecast } from './surecast-process.ts';
import type { Workplace } from './workplace.ts';

const ready = z.object({ url: z.string(), port: z.number(), token: z.string() });

/** A `surecast console` that listens. */
export type ConsoleProcess = {
  readonly program: SurecastProcess;
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Sends a request as it is given; nothing is added, and no answer is too strange. */
  send(request: RawRequest): Promise<RawAnswer>;
  /** Calls a route with the operator's token; the answer is of its schema. */
  call<N extends RouteName>(name: N, body?: object): Promise<z.output<(typeof routes)[N]['response']>>;
  /** Asks for the present until it is as wished. */
  until(isSo: (present: ConsoleSnapshot) => boolean): Promise<ConsoleSnapshot>;
};

export type RawRequest = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

const lookAgainMs = 100;

/** Starts the console of a workplace's data directory on a free port of loopback. */
export async function startConsole(
  place: Workplace,
  more: readonly string[] = [],
  options: CommandOptions = {},
): Promise<ConsoleProcess> {
  const args = ['console', '--data', place.data, '--config', place.config, '--port', '0', '--ready-json'];
  const program = startSurecast([...args, ...more], options);
  await program.untilSays(/^\{.*"token".*\}$/m);
  const { url, port, token } = ready.parse(JSON.parse(/^\{.*\}$/m.exec(program.stdout())?.[0] ?? ''));
  const send = (raw: RawRequest) => sendRaw(port, raw);
  const call: ConsoleProcess['call'] = async (name, body) => {
    const { method, path, response } = routes[name];
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await send({ method, path, headers, ...(body && { body: JSON.stringify(body) }) });
    if (answer.status !== 200) throw new Error(`${name} was answered with ${answer.status}: ${answer.body}`);
    return response.parse(JSON.parse(answer.body)) as never;
  };
  const until: ConsoleProcess['until'] = async (isSo) => {
    for (;;) {
      const present = await call('console');
      if (isSo(present)) return present;
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  };
  return { program, url, port, token, send, call, until };
}

function sendRaw(port: number, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, setHost: headers['host'] === undefined },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
