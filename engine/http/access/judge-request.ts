import { SurecastError } from '../../../contract/surecast-error.ts';
import { isAllowedHost } from './allowed-host.ts';

/** What is judged of a request before anybody asks who sends it. */
export type RequestFace = {
  readonly method: string;
  readonly path: string;
  readonly headers: {
    readonly host?: string | undefined;
    readonly origin?: string | undefined;
    readonly 'sec-fetch-site'?: string | string[] | undefined;
    readonly 'sec-fetch-mode'?: string | string[] | undefined;
    readonly 'sec-fetch-dest'?: string | string[] | undefined;
  };
};

export type Place = {
  readonly scheme: 'http' | 'https';
  readonly hostNames: readonly string[];
  readonly anyAddress: boolean;
};

/** Why a request does not come from the console itself; undefined: it may. Pure. */
export function judgeRequest(request: RequestFace, place: Place): SurecastError | undefined {
  const { host, origin } = request.headers;
  if (!isAllowedHost(host, { names: place.hostNames, anyAddress: place.anyAddress }))
    return new SurecastError('HOST_REFUSED', 'The console is not served under this name.');
  if (origin !== undefined && origin.toLowerCase() !== `${place.scheme}://${host?.toLowerCase()}`)
    return new SurecastError('REQUEST_FOREIGN', 'The request comes from another page than the console.');
  if (isForeignFetch(request))
    return new SurecastError('REQUEST_FOREIGN', 'The request comes from another site than the console.');
  return undefined;
}

/** A link to the page itself may stand anywhere; everything else is for the page alone. */
function isForeignFetch({ method, path, headers }: RequestFace): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const isLink =
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    !path.startsWith('/api/');
  return !isLink;
}
