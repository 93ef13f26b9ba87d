import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';
import { errorTable } from '../../../contract/error-codes.ts';
import { parseJson } from '../../../contract/parse-json.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';

/** One of this program's own commands, to be run beside the engine. */
export type ChildCommand = {
  /** The program, and what stands before the command: `node`, `cli/main.ts`. */
  readonly program: readonly string[];
  readonly args: readonly string[];
  /** What it gets on standard input. */
  readonly input: string;
  readonly signal: AbortSignal;
  /** It is asked to end after so long, as with Ctrl-C. */
  readonly stopAfterMs?: number | undefined;
};

export type ChildEnd = { readonly output: string; readonly words: string };

/** A report of a broadcast with many thousand problems; what says more is cut off, and then is no JSON. */
const mostOutput = 16 * 1024 * 1024;
const mostWords = 64 * 1024;
/** Between asking to end, asking again, and ending it. */
const graceMs = 15_000;

/** Runs a command to its end. When the signal aborts it is asked to end, then asked again, and then ended. */
export async function runChild(command: ChildCommand): Promise<ChildEnd> {
  const [file = '', ...before] = command.program;
  const child = spawn(file, [...before, ...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: ownEnvironment(),
    windowsHide: true,
  });
  const ending = new AbortController();
  const output = gather(child.stdout, mostOutput, 'head');
  const words = gather(child.stderr, mostWords, 'tail');
  // It may end before it has read this.
  child.stdin.on('error', () => undefined).end(command.input);
  const stopping = stopWhenAsked(child, command, ending.signal);
  try {
    await once(child, 'close');
    return { output: output(), words: words() };
  } finally {
    ending.abort();
    stopping();
  }
}

/**
 * The JSON object that a command printed; else its error, in its own words.
 * @throws SurecastError
 */
export function resultOf<S extends z.ZodType>({ output, words }: ChildEnd, schema: S): z.output<S> {
  const parsed = schema.safeParse(parseJson(output));
  if (parsed.success) return parsed.data;
  const [, message, code = '', cure] = /^surecast: (.*) \(([A-Z0-9_]+)\)\n(.*)/m.exec(words) ?? [];
  const known = Object.keys(errorTable).find((each): each is keyof typeof errorTable => each === code);
  if (message === undefined) throw new SurecastError('INTERNAL', 'The command ended without a result.');
  throw new SurecastError(known ?? 'INTERNAL', message, cure === undefined ? {} : { cure });
}

/** Without npm's variables and the launcher's: they would tell the child that those wait for it. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|SURECAST_LAUNCHED$|NODE_TEST)/.test(name),
  );
  return Object.fromEntries(own);
}

function gather(stream: NodeJS.ReadableStream, most: number, keep: 'head' | 'tail'): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (keep === 'tail') text = (text + chunk).slice(-most);
    else if (text.length < most) text += chunk;
  });
  return () => text;
}

function stopWhenAsked(child: ChildProcess, command: ChildCommand, ended: AbortSignal): () => void {
  const timers: NodeJS.Timeout[] = [];
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    child.kill('SIGTERM');
    timers.push(setTimeout(() => child.kill('SIGTERM'), graceMs));
    timers.push(setTimeout(() => child.kill('SIGKILL'), 2 * graceMs));
  };
  if (command.signal.aborted) ask();
  else command.signal.addEventListener('abort', ask, { signal: ended });
  if (command.stopAfterMs !== undefined) timers.push(setTimeout(ask, command.stopAfterMs));
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}
