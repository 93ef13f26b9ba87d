import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The build that the set-up of tests and of `npm run demo:network` keeps for all checkouts. */
const kept = 'nats-server-2.15.2';

/** The environment in which nats-server is looked for: what it names, then PATH, then the set-up's build. */
export function natsEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const cache = env['SURECAST_CACHE'] ?? join(homedir(), '.cache', 'surecast');
  const program = join(cache, 'bin', kept);
  const isOnPath = (env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'nats-server')));
  if (env['SURECAST_NATS_SERVER'] || isOnPath || !existsSync(program)) return env;
  return { ...env, SURECAST_NATS_SERVER: program };
}
