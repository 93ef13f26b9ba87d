import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { isNatsUrl } from '../contract/nats-url.ts';
import { nodeName } from '../contract/network/node-name.ts';
import { whyNoCredentials } from './nats-credentials.ts';
import { pathText } from './options.ts';

/** Options of the commands that talk to a delivery network. */

/** `--nats URL`, any number of times: value is `string[]`, the network's NATS servers. */
export function natsOption(): Option {
  return new Option(
    '--nats <url>',
    'NATS server of the network, tls://HOST:PORT or nats://HOST:PORT (repeatable)',
  ).argParser((text: string, previous: readonly string[] | undefined): string[] => {
    if (!isNatsUrl(text)) throw new InvalidArgumentError('It must be tls://HOST:PORT or nats://HOST:PORT.');
    return [...(previous ?? []).filter((each) => each !== text), text];
  });
}

/** `--nats-credentials FILE`: value is an absolute path. */
export function natsCredentialsOption(): Option {
  return new Option(
    '--nats-credentials <file>',
    'NATS’s own credentials file, for a server that wants one',
  ).argParser((text: string) => {
    const path = resolve(pathText(text));
    const why = whyNoCredentials(path);
    if (why !== undefined) throw new InvalidArgumentError(`The file ${why}.`);
    return path;
  });
}

/** Parser for the name of a node. */
export function nodeNameText(text: string): string {
  if (nodeName.safeParse(text).success) return text;
  throw new InvalidArgumentError('It must be 1 to 63 small letters, digits and dashes.');
}

/** `--identity DIR`: value is an absolute path. */
export function identityOption(whose: string): Option {
  return new Option('--identity <dir>', `folder that \`surecast network admit\` made for ${whose}`).argParser(
    (text: string) => resolve(pathText(text)),
  );
}
