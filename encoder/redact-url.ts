/** Query parameters that carry secrets: SRT's passphrase and stream id, tokens and signatures of HTTP. */
const secretParameter =
  /^(?:passphrase|streamid|srt_streamid|token|key|auth|signature|sig|password|pass|secret|x-amz-.*)$/i;

/**
 * A URL fit for logs: user and password, an RTMP stream key and secret query parameters become `***`.
 * Text that is no URL is returned as it is.
 */
export function redactUrl(text: string): string {
  const parts = /^([a-z][a-z0-9+.-]+:\/\/)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(text);
  if (parts === null) return text;
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = parts;
  const host = authority.replace(/^.*@(?=.)/, '***@');
  const isRtmp = /^rtmps?:/i.test(scheme);
  return `${scheme}${host}${isRtmp ? redactStreamKey(path) : path}${redactQuery(query)}${fragment}`;
}

/** `rtmp://host/app/KEY`: everything after the application is the key. */
function redactStreamKey(path: string): string {
  return path.replace(/^(\/[^/]*\/).+$/, '$1***');
}

function redactQuery(query: string): string {
  return query.replace(/([?&])([^=&]+)=([^&]*)/g, (whole: string, divider: string, name: string) =>
    secretParameter.test(name) ? `${divider}${name}=***` : whole,
  );
}

/** The command as one could paste it into a shell, secrets in URLs replaced. */
export function formatCommand(program: string, args: readonly string[]): string {
  return [program, ...args.map(redactUrl)].map(quoteForShell).join(' ');
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
