import { redactUrl } from '../../encoder/redact-url.ts';

/** Makes text fit for a log: what is secret in it becomes `***`. */
export type Redactor = {
  redact(text: string): string;
  /** Never shown from now on, wherever it stands. */
  hide(secrets: Iterable<string>): void;
};

/** A shorter one would tear ordinary words apart. */
const leastLength = 5;

/** `password=…`, `"secretAccessKey": "…"`, `passphrase: …`: the value after a name that speaks of a secret. */
const namedSecret =
  /((?:[\w-]*(?:secret|passw(?:or)?d|passphrase|token|credential|api[-_]?key|access[-_]?key|stream[-_]?key|streamid)[\w-]*)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"'&,;)}]+)/gi;

/** Headers that carry a secret by themselves. */
const authorization = /\b(?:((?:Bearer|Basic)\s+)[\w+/=.~-]{8,}|(AWS4-HMAC-SHA256\s+)[^\n"']+)/g;

/** An access key of AWS's own kind, whose form is fixed. */
const awsKeyId = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

const anyUrl = /[a-z][a-z0-9+.-]*:\/\/[^\s'"<>]+/gi;

/** @param known values that are secret here: of the environment, of kept keys */
export function createRedactor(known: Iterable<string> = []): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;
  const hide = (more: Iterable<string>) => {
    for (const secret of more) {
      if (secret.length < leastLength) continue;
      secrets.add(secret);
      // As a URL and as JSON hold it.
      secrets.add(encodeURIComponent(secret));
      secrets.add(JSON.stringify(secret).slice(1, -1));
    }
    pattern = anyOf(secrets);
  };
  hide(known);
  return {
    hide,
    redact: (text) =>
      (pattern === undefined ? text : text.replace(pattern, '***'))
        .replace(anyUrl, redactUrl)
        .replace(authorization, '$1$2***')
        .replace(namedSecret, (_whole, name: string, value: string) => `${name}${hideValue(value)}`)
        .replace(awsKeyId, '***'),
  };
}

/** Quotes stay, so that JSON remains JSON. */
function hideValue(value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${quote}***${quote}`;
}

/** The longest first, since one may hold another. */
function anyOf(secrets: ReadonlySet<string>): RegExp | undefined {
  const words = [...secrets].sort((a, b) => b.length - a.length).map((each) => escapePattern(each));
  return words.length === 0 ? undefined : new RegExp(words.join('|'), 'g');
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const secretName =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|ACCESS_KEY|API_?KEY|STREAM_?KEY|PRIVATE_?KEY|AUTH/i;

/** What the environment holds of secrets: by the names of its variables, and user and password in the URLs of proxies. */
export function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (secretName.test(name) && !/_FILE$/i.test(name)) return [value];
    if (!/_proxy$/i.test(name)) return [];
    const { password = '' } = URL.parse(value) ?? {};
    return [password, decoded(password)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
