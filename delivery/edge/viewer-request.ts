/** A viewer's request, as far as an answer depends on it. */
export type ViewerRequest = {
  readonly method: 'GET' | 'HEAD';
  /** Path without the query, and what stands behind the question mark. */
  readonly path: string;
  readonly query: string;
  readonly headers: ViewerHeaders;
};

export type ViewerHeaders = {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly acceptEncoding: string;
  readonly userAgent: string;
  readonly host: string;
  /** CMCD's session (CTA-5004 `sid`), if the player sends one as a header. */
  readonly session: string | undefined;
  /** Whom a proxy says that it asks for; anybody may send it. */
  readonly realAddress: string | undefined;
};

/** Headers that change what a request means; whoever sends one is answered by Node's own HTTP server. */
const notSimple = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'trailer',
  'te',
  'expect',
  'upgrade',
  'if-match',
  'if-unmodified-since',
  'authorization',
]);

const kept: Readonly<Record<string, keyof ViewerHeaders>> = {
  range: 'range',
  'if-range': 'ifRange',
  'if-none-match': 'ifNoneMatch',
  'accept-encoding': 'acceptEncoding',
  'user-agent': 'userAgent',
  host: 'host',
  'cmcd-session': 'session',
  'x-real-ip': 'realAddress',
};

const headerLine = /^([A-Za-z0-9-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?[ \t]*$/;

/**
 * Reads the header lines of a simple request. Whatever is not plainly simple (repeated headers, continued lines, unusual
 * bytes, a body, anything about the connection but keeping it) gives undefined: it is not judged here.
 *
 * @param block the lines with the line ends between them, without the request line and the empty line
 */
export function parseSimpleHeaders(block: string): ViewerHeaders | undefined {
  const found = new Map<string, string>();
  for (const line of block.split('\r\n')) {
    const [, rawName, value = ''] = headerLine.exec(line) ?? [];
    if (rawName === undefined) return undefined;
    const name = rawName.toLowerCase();
    if (name === 'connection' && value.toLowerCase() === 'keep-alive') continue;
    if (notSimple.has(name)) return undefined;
    const key = kept[name];
    if (key === undefined) continue;
    if (found.has(key)) return undefined;
    found.set(key, value);
  }
  const host = found.get('host');
  if (host === undefined || host === '') return undefined;
  return toViewerHeaders((key) => found.get(key), host);
}

function toViewerHeaders(get: (key: keyof ViewerHeaders) => string | undefined, host: string): ViewerHeaders {
  return {
    range: get('range'),
    ifRange: get('ifRange'),
    ifNoneMatch: get('ifNoneMatch'),
    acceptEncoding: get('acceptEncoding') ?? '',
    userAgent: get('userAgent') ?? '',
    host,
    session: sessionOf(get('session')),
    realAddress: get('realAddress'),
  };
}

/** The same of a request that Node's HTTP server has read. */
export function viewerHeadersOf(headers: NodeJS.Dict<string | string[]>): ViewerHeaders {
  const get = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const byKey = new Map(Object.entries(kept).map(([name, key]) => [key, get(name)]));
  return toViewerHeaders((key) => byKey.get(key), get('host') ?? '');
}

/** Who a viewer is taken to be: a CMCD session, in the query or in a header, else a user agent. */
export function viewerName({ query, headers }: ViewerRequest): string {
  const inQuery = query.includes('sid%3D%22') ? /sid%3D%22([^%&]{1,64})%22/.exec(query)?.[1] : undefined;
  return inQuery ?? headers.session ?? headers.userAgent;
}

const sessionOf = (cmcd: string | undefined): string | undefined =>
  /(?:^|,)\s*sid="([^"]{1,64})"/.exec(cmcd ?? '')?.[1];

/** The request line of a simple request; `end` is where its line ends. Undefined: not simple. */
export function parseSimpleRequestLine(
  text: string,
): (Omit<ViewerRequest, 'headers'> & { readonly end: number }) | undefined {
  const method = text.startsWith('GET /') ? 'GET' : text.startsWith('HEAD /') ? 'HEAD' : undefined;
  if (method === undefined) return undefined;
  const end = text.indexOf('\r\n');
  const targetEnd = end - ' HTTP/1.1'.length;
  if (targetEnd <= method.length + 1 || !text.startsWith(' HTTP/1.1', targetEnd)) return undefined;
  const target = text.slice(method.length + 1, targetEnd);
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  // Anything but these is answered by whoever decodes it.
  if (!/^[\x21-\x7e]+$/.test(target)) return undefined;
  return { method, path, query: query === -1 ? '' : target.slice(query + 1), end };
}
