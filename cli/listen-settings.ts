import { readFile } from 'node:fs/promises';
import { SurecastError } from '../contract/surecast-error.ts';
import type { RenewedCertificate } from '../contract/tls-certificate.ts';
import type { ListenSettings } from '../engine/console/listen-settings.ts';
import { followCertificate } from './certificate/follow-certificate.ts';
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
    ? await readPassword(flags.passwordFile)
    : take(env, 'SURECAST_CONSOLE_PASSWORD');
  const viewer = take(env, 'SURECAST_CONSOLE_VIEWER_PASSWORD');
  return {
    ...loopbackAt(port),
    ...(flags.listen !== undefined && { host: flags.listen }),
    tls: await certificateOf(flags, (line) => void process.stderr.write(`${line}\n`)),
    passwords: { ...(operator && { operator }), ...(viewer && { viewer }) },
    hostNames: flags.hostName ?? [],
  };
}

/** `--tls-cert` and `--tls-key`, followed when they are renewed. @throws SurecastError `USAGE`, `CONFIG_INVALID` */
export async function certificateOf(
  { tlsCert, tlsKey }: Pick<ListenFlags, 'tlsCert' | 'tlsKey'>,
  say: (line: string) => void,
): Promise<RenewedCertificate | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new SurecastError('USAGE', 'A certificate and its key go together: --tls-cert and --tls-key.');
  return followCertificate({ cert: tlsCert, key: tlsKey }, say);
}

/** The first line of a file: who names one wants a password. */
async function readPassword(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SurecastError(
      'CONFIG_INVALID',
      `The file of the password, ${path}, can't be read (${error.code}).`,
      {
        cure: 'Check its path, and that this user may read it.',
      },
    );
  });
  const [password = ''] = text.split(/\r?\n/);
  if (password !== '') return password;
  throw new SurecastError('CONFIG_INVALID', `The file of the password, ${path}, has an empty first line.`, {
    cure: 'Write the password into its first line, or leave --password-file away.',
  });
}

function take(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  delete env[name];
  return value;
}
