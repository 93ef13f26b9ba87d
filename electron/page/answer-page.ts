import { readFile } from 'node:fs/promises';
import type { EngineAddress } from '../engine/engine-address.ts';
import { isPageUrl } from '../security/page-address.ts';
import { pageHeaders } from './content-security-policy.ts';
import { type Fetch, forwardRequest, type Taken } from './forward-request.ts';
import { pageFile } from './page-file.ts';
import { refusal } from './refusal.ts';

/** What answers the page's requests with. */
export type PageSources = {
  /** Absolute path of the built page. */
  readonly folder: string;
  /** Where the engine is; undefined while it is not running. */
  readonly engine: () => EngineAddress | undefined;
  readonly fetch: Fetch;
  /** Is told of what the engine has taken. */
  readonly onTaken: Taken;
};

/** What the engine serves besides the page itself. */
const ofTheEngine = /^\/(api|watch|watch-origin)\//;

/** Answers a request to `app://console/…`, all of them: files of the page, and the engine's API through `forwardRequest`. */
export async function answerPage(request: Request, sources: PageSources): Promise<Response> {
  if (!isPageUrl(request.url)) return refusal(421, 'HOST_REFUSED', 'Nothing is served under this name.');
  const { pathname } = new URL(request.url);
  if (ofTheEngine.test(pathname))
    return forwardRequest(request, sources.engine(), sources.fetch, sources.onTaken);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'REQUEST_INVALID', 'The page can only be read.');
  const file = pageFile(sources.folder, pathname);
  const bytes = file === undefined ? undefined : await readFile(file.path).catch(() => undefined);
  if (file === undefined || bytes === undefined)
    return refusal(404, 'NOTHING_HERE', 'There is nothing under this address.');
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
    headers: { ...pageHeaders, 'content-type': file.contentType, 'cache-control': 'no-cache' },
  });
}
