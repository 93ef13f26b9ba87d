/**
 * What came of joining.
 * @typedef {| { readonly kind: 'joined'; readonly url: string }
 *   | { readonly kind: 'absent' | 'unreachable' }
 *   | { readonly kind: 'denied'; readonly message: string; readonly cure: string }
 *   | { readonly kind: 'full'; readonly retryMs: number }} JoinOutcome
 */

const patienceMs = 8_000;

/**
 * Asks for an edge at each address in turn until one answers.
 * @param {readonly string[]} addresses
 * @param {typeof fetch} ask
 * @returns {Promise<JoinOutcome>}
 */
export async function joinBroadcast(addresses, ask) {
  for (const address of addresses) {
    const outcome = await joinAt(address, ask).catch(() => /** @type {const} */ ({ kind: 'unreachable' }));
    if (outcome.kind !== 'unreachable') return outcome;
  }
  return { kind: 'unreachable' };
}

/**
 * @param {string} address
 * @param {typeof fetch} ask
 * @returns {Promise<JoinOutcome>}
 */
async function joinAt(address, ask) {
  const response = await ask(address, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
  if (response.ok) return { kind: 'joined', url: response.url };
  if (response.status === 404) return { kind: 'absent' };
  const { code, message, cure } = await readError(response);
  if (response.status === 403) return { kind: 'denied', message, cure };
  if (code === 'EDGE_FULL') return { kind: 'full', retryMs: retryMs(response.headers.get('Retry-After')) };
  return { kind: 'unreachable' };
}

/**
 * @param {Response} response
 * @returns {Promise<{ readonly code: string; readonly message: string; readonly cure: string }>}
 */
async function readError(response) {
  const said = /** @type {Record<string, unknown> | null} */ (await response.json().catch(() => null));
  const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : '');
  return { code: text(said?.['code']), message: text(said?.['message']), cure: text(said?.['cure']) };
}

/**
 * @param {string | null} header
 * @returns {number}
 */
function retryMs(header) {
  const seconds = Number(header ?? '3');
  return 1_000 * (Number.isFinite(seconds) ? Math.min(60, Math.max(1, seconds)) : 3);
}
