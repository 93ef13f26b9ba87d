import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { OriginKeys } from '../../contract/api/settings.ts';
import { type EngineAddress, parseReadyLine } from './engine-address.ts';
import type { EngineCommand } from './engine-command.ts';
import type { EngineLife } from './engine-life.ts';
import { lastLine } from './last-line.ts';

const longLogBytes = 5 * 1024 * 1024;

/**
 * Starts the engine as a process that needs nobody: in a session of its own, its log a file and not a pipe. If this shell dies, the
 * broadcast goes on, and the next shell finds it. The keys go over standard input, which no other process can read.
 * @param logPath file that what the engine says is appended to
 */
export async function startEngine(
  { program, args, env }: EngineCommand,
  logPath: string,
  originKeys: readonly OriginKeys[],
  signal?: AbortSignal,
): Promise<EngineLife> {
  const log = openLog(logPath);
  const child = spawn(program, args, {
    env,
    detached: true,
    stdio: ['pipe', 'pipe', log],
    windowsHide: true,
  });
  closeSync(log);
  const giveUp = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', giveUp);
  const ended = endOf(child, logPath);
  // It may end without reading them; why is in its log.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(`${JSON.stringify({ originKeys })}\n`);
  const address = await Promise.race([
    addressOf(child),
    ended.then((sentence) => Promise.reject(new Error(sentence))),
  ]).finally(() => signal?.removeEventListener('abort', giveUp));
  return { pid: child.pid ?? 0, address, ended, end: (now) => endProcess(child, now) };
}

/** The first signal ends the capture and lets the rest be delivered, the second ends at once: as on the command line. */
function endProcess(child: ChildProcess, now: boolean): void {
  child.kill('SIGTERM');
  if (now) setTimeout(() => child.kill('SIGTERM'), 500);
}

async function addressOf(child: ChildProcess): Promise<EngineAddress> {
  if (child.stdout === null) throw new Error('the engine has no standard output');
  const { promise, resolve } = Promise.withResolvers<EngineAddress>();
  // It is read to its end: a full pipe would hold the engine up.
  createInterface({ input: child.stdout }).on('line', (line) => {
    const address = parseReadyLine(line);
    if (address !== undefined) resolve(address);
  });
  return promise;
}

async function endOf(child: ChildProcess, logPath: string): Promise<string> {
  const failed = once(child, 'error').then(([error]) => `The engine does not start: ${String(error)}.`);
  const exited = once(child, 'exit').then(([status, signal]) => {
    const said = lastLine(logPath);
    const how = signal === null ? `with status ${status}` : `by ${signal}`;
    return said === undefined ? `The engine ended ${how}.` : `The engine ended ${how}: ${said}`;
  });
  return Promise.race([failed, exited]);
}

/** A long log of earlier lives is kept once, under the name `….1`. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longLogBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
