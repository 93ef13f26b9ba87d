import { readdirSync, readFileSync } from 'node:fs';

/** The environment variable whose value marks all processes of a test run, also those that left its process group. */
export const runMarker = 'SURECAST_TEST_RUN';

/** A process that tests left behind. */
export type Stray = { readonly pid: number; readonly command: string };

/** The processes of a test run that are still there, other than this one. Linux alone can tell; else none. */
export function strayProcesses(run: string): Stray[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && hasMark(pid, `${runMarker}=${run}`))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

function hasMark(pid: number, mark: string): boolean {
  return read(`/proc/${pid}/environ`).split('\0').includes(mark);
}

/** The file's text; empty if the process has gone or is another user's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Ends what a test run left behind and names it, for whoever wrote the test. */
export function endStrays(run: string): void {
  for (const { pid, command } of strayProcesses(run)) {
    console.error(`Left behind by a test and ended: process ${pid}: ${command.slice(0, 200)}`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
}
