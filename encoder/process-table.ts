import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A living process (not a zombie) and the words it was started with. */
export type ProcessEntry = {
  readonly pid: number;
  /** One text an argument where the system tells them apart (Linux), else a single one with the whole line. */
  readonly commandWords: readonly string[];
};

const listTimeoutMs = 15_000;

/** Every living process of this machine that this user may see. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  if (process.platform === 'linux') return listLinuxProcesses();
  if (process.platform === 'win32') return listWindowsProcesses();
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,stat=,command='], {
    timeout: listTimeoutMs,
    maxBuffer: 64 << 20,
  });
  return parsePs(stdout);
}

/** Reads `ps -o pid=,stat=,command=`; zombies are left out. */
export function parsePs(output: string): readonly ProcessEntry[] {
  return output.split('\n').flatMap((line) => {
    const row = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    if (row === null || row[2]?.startsWith('Z') === true) return [];
    return [{ pid: Number(row[1]), commandWords: [row[3] ?? ''] }];
  });
}

const windowsRow = z.object({ ProcessId: z.number().int(), CommandLine: z.string().nullable() });
const windowsRows = z.union([z.array(windowsRow), windowsRow.transform((row) => [row])]);

/** Reads PowerShell's JSON of Win32_Process; a single process comes as an object instead of a list. */
export function parseWindowsProcesses(output: string): readonly ProcessEntry[] {
  if (output.trim() === '') return [];
  const parsed: unknown = JSON.parse(output);
  return windowsRows
    .parse(parsed)
    .flatMap(({ ProcessId, CommandLine }) =>
      CommandLine === null ? [] : [{ pid: ProcessId, commandWords: [CommandLine] }],
    );
}

/**
 * The words of a living Linux process; undefined if there is none, it is a zombie (whose command line is empty), or
 * belongs to somebody else. Synchronous: /proc is memory.
 */
export function linuxCommandWords(pid: number): readonly string[] | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return words.length === 0 ? undefined : words;
  } catch {
    return undefined;
  }
}

async function listLinuxProcesses(): Promise<readonly ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return pids.flatMap((pid) => {
    const commandWords = linuxCommandWords(pid);
    return commandWords === undefined ? [] : [{ pid, commandWords }];
  });
}

async function listWindowsProcesses(): Promise<readonly ProcessEntry[]> {
  const script =
    '[Console]::OutputEncoding=[Text.Encoding]::UTF8; ' +
    'Get-CimInstance Win32_Process -Filter "Name LIKE \'%ffmpeg%\'" | Select-Object ProcessId,CommandLine | ConvertTo-Json -Compress';
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    timeout: listTimeoutMs,
    maxBuffer: 64 << 20,
  });
  return parseWindowsProcesses(stdout);
}
