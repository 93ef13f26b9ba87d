/** The scheme and the host under which the page is served; see `page/answer-page.ts`. */
export const pageScheme = 'app';
export const pageHost = 'console';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** What the scheme is allowed: to be an origin like https, with fetch, streams and media. Not to pass by the policy of its pages. */
export const pageSchemePrivileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  stream: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
  codeCache: true,
} as const;

/** Whether a URL is of the page. Pure; compares what was parsed, never the text. */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '';
}
