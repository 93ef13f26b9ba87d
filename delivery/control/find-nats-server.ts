import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SurecastError } from '../../contract/surecast-error.ts';
import { isNewEnough, readNatsVersion } from './nats-version.ts';

const run = promisify(execFile);
const askTimeoutMs = 10_000;
const executable = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

/**
 * Finds nats-server: `SURECAST_NATS_SERVER` if set (and nothing else then), else the first on PATH.
 * @returns its path
 * @throws SurecastError NETWORK_SERVER_MISSING, NETWORK_TOO_OLD
 */
export async function findNatsServer(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = environment['SURECAST_NATS_SERVER'] ?? '';
  const path = named === '' ? await findOnPath(environment['PATH'] ?? '') : named;
  if (path === undefined) throw missing('There is no nats-server on PATH.');
  const said = await run(path, ['--version'], { timeout: askTimeoutMs }).catch((cause: unknown) => {
    throw missing(`${path} does not run.`, cause);
  });
  const version = said.stdout.includes('nats-server') ? readNatsVersion(said.stdout) : undefined;
  if (version === undefined) throw missing(`${path} is not nats-server.`);
  if (!isNewEnough(version))
    throw new SurecastError('NETWORK_TOO_OLD', `${path} is nats-server ${version}; 2.11 or newer is needed.`);
  return path;
}

async function findOnPath(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, executable);
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  return undefined;
}

const missing = (sentence: string, cause?: unknown): SurecastError =>
  new SurecastError('NETWORK_SERVER_MISSING', sentence, { cause });
