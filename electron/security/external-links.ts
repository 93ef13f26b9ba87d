/** Sites that the console may send a person to, in the system's browser. */
const allowedHosts: ReadonlySet<string> = new Set(['ffmpeg.org', 'nodejs.org', 'www.electronjs.org']);

/**
 * The URL to give to the system for a link in the page, or undefined if it may not have it. Only https, only these hosts on their
 * own port, nothing with a name and password in it: the system would start whatever program a scheme belongs to. Pure.
 */
export function externalLink(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, username, password, href } = new URL(url);
  const isPlain = protocol === 'https:' && port === '' && username === '' && password === '';
  return isPlain && allowedHosts.has(hostname) ? href : undefined;
}
