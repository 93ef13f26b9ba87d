import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

/** Options of the commands that talk to a delivery network. */

/** `--nats URL`, any number of times: value is `string[]`, the network's NATS servers. */
export function natsOption(): Option {
  return new Option(
    '--nats <url>',
    'NATS server of the network, tls://HOST:PORT or nats://HOST:PORT (repeatable)',
  ).argParser((text: string, previous: readonly string[] | undefined): string[] => {
    if (!/^(tls|nats):\/\/[^/\s@]+$/.test(text))
      throw new InvalidArgumentError('It must be tls://HOST:PORT or nats://HOST:PORT.');
    return [...(previous ?? []).filter((each) => each !== text), text];
  });
}

/** `--nats-credentials FILE`: value is an absolute path. */
export function natsCredentialsOption(): Option {
  return new Option(
    '--nats-credentials <file>',
    'NATS’s own credentials file, for a server that wants one',
  ).argParser((text: string) => resolve(text));
}

/** `--identity DIR`: value is an absolute path. */
export function identityOption(whose: string): Option {
  return new Option('--identity <dir>', `folder that \`surecast network admit\` made for ${whose}`).argParser(
    (text: string) => {
      if (text === '') throw new InvalidArgumentError('It must name a directory.');
      return resolve(text);
    },
  );
}
