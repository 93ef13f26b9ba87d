import type { Config } from '../../../contract/config.ts';
import { SurecastError } from '../../../contract/surecast-error.ts';

/** Where alarms are sent. */
export type WebhookTarget = {
  /** May hold a secret: never shown. */
  readonly url: string;
  /** Signs each message; undefined: unsigned. */
  readonly secret: string | undefined;
  /** What is said of it: the host alone. */
  readonly name: string;
};

type Entries = NonNullable<NonNullable<Config['alarms']>['webhooks']>;

/**
 * Reads the targets of a configuration, with what it leaves to the environment.
 * @throws SurecastError `CONFIG_INVALID` when a variable is not set, or is not an http(s) URL
 */
export function webhookTargets(
  entries: Entries,
  env: Readonly<Record<string, string | undefined>>,
): WebhookTarget[] {
  return entries.map((entry) => {
    const { url, secret } = typeof entry === 'string' ? { url: entry, secret: undefined } : entry;
    const target = parseUrl(url, resolveVariable(url, env));
    return {
      url: target.href,
      secret: secret === undefined ? undefined : resolveVariable(secret, env),
      name: target.host,
    };
  });
}

/** A shorter one may be a common word, and is hidden with its host alone. */
const leastPathLength = 12;

/** All of the targets that must not be shown. */
export function secretsOfTargets(targets: readonly WebhookTarget[]): string[] {
  return targets.flatMap(({ url, secret }) => {
    const { host, pathname, search, password } = new URL(url);
    const path = `${pathname}${search}`.slice(1);
    return [`${host}/${path}`, path.length < leastPathLength ? '' : path, password, secret ?? ''];
  });
}

function resolveVariable(text: string, env: Readonly<Record<string, string | undefined>>): string {
  if (!text.startsWith('env:')) return text;
  const name = text.slice('env:'.length);
  const value = env[name]?.trim();
  if (value !== undefined && value !== '') return value;
  throw new SurecastError('CONFIG_INVALID', `alarms.webhooks names the variable ${name}, which is not set.`);
}

function parseUrl(setting: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  const what = setting.startsWith('env:') ? `The variable ${setting.slice(4)}` : 'A webhook';
  throw new SurecastError('CONFIG_INVALID', `${what} is not an http:// or https:// URL.`);
}
