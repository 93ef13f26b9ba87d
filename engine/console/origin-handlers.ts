import type { ProbeRequest, ProbeResult } from '../../contract/api/settings.ts';
import { originEntry } from '../../contract/config.ts';
import type { OriginAccess } from '../../contract/origin-access.ts';
import { formatOriginUrl, parseOriginUrl } from '../../contract/origin-url.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { Handlers } from '../http/handlers.ts';
import type { AccessBook } from '../origin-access/access-book.ts';
import { judge, probeOrigin } from '../preflight/check-origin.ts';
import { failed } from '../preflight/result.ts';

/** An origin that is tried before it is relied on. */
export function originHandlers(access: AccessBook): Pick<Handlers, 'probeOrigin'> {
  return { probeOrigin: ({ body }) => probe(body, access) };
}

async function probe(request: ProbeRequest, book: AccessBook): Promise<ProbeResult> {
  const entry = originEntry.safeParse(request.origin);
  if (!entry.success) throw invalid(entry.error.issues);
  const url = parseOriginUrl(entry.data.url);
  const access = accessFor(entry.data, request, book.of(formatOriginUrl(url)));
  const startedMs = performance.now();
  const milliseconds = () => performance.now() - startedMs;
  try {
    const found = await probeOrigin(url, access);
    const { message, cure } = judge(url.kind, found);
    const { probedAt: _, ...capabilities } = found;
    return { ok: true, message, code: null, cure, capabilities, milliseconds: milliseconds() };
  } catch (error) {
    const { message, code, cure } = failed(error);
    return { ok: false, message, code, cure, capabilities: null, milliseconds: milliseconds() };
  }
}

/** As the page has it, saved or not; keys that it does not send are those that are kept. */
function accessFor(
  { endpoint, region, publisherFile }: Omit<OriginAccess, 'keys'>,
  { keys }: ProbeRequest,
  kept: OriginAccess | undefined,
): OriginAccess {
  const chosen = keys ?? kept?.keys;
  return {
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    ...(publisherFile && { publisherFile }),
    ...(chosen && { keys: chosen }),
  };
}

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function invalid(issues: readonly Issue[]): SurecastError {
  const words = issues.map(({ path, message }) => `${['origin', ...path].join('.')}: ${message}`);
  return new SurecastError('CONFIG_INVALID', `${words.join('; ')}.`);
}
