import { readFile } from 'node:fs/promises';
import { SurecastError } from '../contract/surecast-error.ts';
import type { ListenSettings } from '../engine/console/listen-settings.ts';
import { loopbackAt } from './console-address.ts';

/** The options of `console` that say how it is reached. */
export type ListenFlags = {
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly hostName?: readonly string[];
  readonly passwordFile?: string;
};

/**
 * How the console is reached, by options and environment. Passwords are taken out of the environment: no child gets to see them.
 * @throws SurecastError `USAGE`, `CONFIG_INVALID`
 */
export async function listenSettings(
  flags: ListenFlags,
  port: number,
  env: NodeJS.ProcessEnv,
): Promise<ListenSettings> {
  const operator = flags.passwordFile
    ? (await readNamed(flags.passwordFile, 'password')).toString('utf8').split(/\r?\n/)[0]
    : take(env, 'SURECAST_CONSOLE_PASSWORD');
  const viewer = take(env, 'SURECAST_CONSOLE_VIEWER_PASSWORD');
  return {
    ...loopbackAt(port),
    ...(flags.listen !== undefined && { host: flags.listen }),
    tls: await readCertificate(flags),
    passwords: { ...(operator && { operator }), ...(viewer && { viewer }) },
    hostNames: flags.hostName ?? [],
  };
}

/** `--tls-cert` and `--tls-key`. @throws SurecastError `USAGE`, `CONFIG_INVALID` */
export async function readCertificate({
  tlsCert,
  tlsKey,
}: Pick<ListenFlags, 'tlsCert' | 'tlsKey'>): Promise<ListenSettings['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new SurecastError('USAGE', 'A certificate and its key go together: --tls-cert and --tls-key.');
  return { cert: await readNamed(tlsCert, 'certificate'), key: await readNamed(tlsKey, 'key') };
}

async function readNamed(path: string, what: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError(
      'CONFIG_INVALID',
      `The file of the ${what}, ${path}, can't be read (${error.code}).`,
      {
        cure: 'Check its path, and that this user may read it.',
      },
    );
  });
}

function take(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  delete env[name];
  return value;
}
