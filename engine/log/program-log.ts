import { join } from 'node:path';
import { createLog, type Log } from './log.ts';
import { openLogFile } from './log-file.ts';
import { createRedactor, type Redactor, secretsOfEnvironment } from './redact.ts';

/** Where the log of a data directory's engines lies. */
export function programLogPath(root: string): string {
  return join(root, 'logs', 'surecast.log');
}

/** The log of this process, and what hides secrets in it. In memory until the data directory is its own. */
export function createProgramLog(env: NodeJS.ProcessEnv): { readonly log: Log; readonly redactor: Redactor } {
  const redactor = createRedactor(secretsOfEnvironment(env));
  return { log: createLog(redactor), redactor };
}

/** To be called by whoever holds the data directory. */
export function keepLog(log: Log, root: string): void {
  log.keepIn(openLogFile({ path: programLogPath(root) }));
}
