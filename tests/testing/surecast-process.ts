import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program as a person starts it, running. */
export type SurecastProcess = {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves as soon as standard output or error has this. Rejects if the program ends without it. */
  untilSays(words: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has ended, with its exit status (or the signal that ended it) and all that it said. */
  readonly ended: Promise<CommandEnd>;
};

export type CommandEnd = {
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type CommandOptions = {
  /** Added to the environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Words that stand before the command: a program that runs it elsewhere and becomes it. */
  readonly within?: readonly string[];
};

const launcher = fileURLToPath(new URL('../../cli/surecast.mjs', import.meta.url));

/** Starts `surecast ARGUMENTS` without a terminal. */
export function startSurecast(args: readonly string[], options: CommandOptions = {}): SurecastProcess {
  const [program = '', ...words] = [...(options.within ?? []), process.execPath, launcher, ...args];
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(options),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map(collect);
  if (stdout === undefined || stderr === undefined) throw new Error('there are two pipes');
  const ended = once(child, 'close').then(([code, signal]) => ({
    status: code ?? signal,
    stdout: stdout(),
    stderr: stderr(),
  }));
  if (child.pid === undefined) throw new Error('the program does not start');
  return {
    pid: child.pid,
    stdout,
    stderr,
    ended,
    signal: (name) => void child.kill(name),
    untilSays: (words) => untilSays(child, words, () => stdout() + stderr()),
  };
}

/** Runs `surecast ARGUMENTS` to its end. */
export function runSurecast(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return startSurecast(args, options).ended;
}

/**
 * The environment of a program as a person starts it: npm's variables would tell it that npm did, which changes how it
 * counts signals.
 */
export function environmentOf({ env = {} }: CommandOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|AWS_|SURECAST_DATA|NODE_TEST)/.test(name),
  );
  return { ...Object.fromEntries(own), ...env };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function untilSays(child: ChildProcess, words: RegExp, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const streams = [child.stdout, child.stderr];
    const settle = (error?: Error) => {
      for (const stream of streams) stream?.off('data', look);
      child.off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const look = () => {
      if (words.test(said())) settle();
    };
    const onClose = () => settle(new Error(`the program ended without saying ${words}:\n${said()}`));
    for (const stream of streams) stream?.on('data', look);
    child.on('close', onClose);
    look();
  });
}
