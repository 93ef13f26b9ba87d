import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SurecastError } from '../../contract/surecast-error.ts';

const run = promisify(execFile);
const askTimeoutMs = 10_000;
/** Where distributions put it, which is on the PATH of administrators only. */
const places = ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

/**
 * Finds nginx: `SURECAST_NGINX` if set (and nothing else then), else the first on PATH or where distributions put it.
 * @returns its path, or its name on PATH
 * @throws SurecastError NGINX_MISSING
 */
export async function findNginx(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  if (process.platform === 'win32')
    throw new SurecastError('NGINX_MISSING', 'nginx is no data plane on Windows.', {
      cure: 'Leave --data-plane away: the built-in server runs everywhere.',
    });
  const named = environment['SURECAST_NGINX'] ?? '';
  for (const place of named === '' ? places : [named]) if (await isNginx(place)) return place;
  throw new SurecastError(
    'NGINX_MISSING',
    named === '' ? 'There is no nginx on PATH.' : `${named} is not nginx, or does not run.`,
  );
}

async function isNginx(program: string): Promise<boolean> {
  const said = await run(program, ['-v'], { timeout: askTimeoutMs }).catch(() => undefined);
  return said !== undefined && /nginx\//.test(said.stderr + said.stdout);
}
