import { z } from 'zod';
import { originKeys } from '../../contract/api/settings.ts';
import { parseJson } from '../../contract/parse-json.ts';
import type { KeyVault } from './key-vault.ts';

const forgotten = z.object({ originUrl: z.string() });

/**
 * Notes in the vault what the page has had the engine keep or forget, once the engine has taken it. The engine that this shell started
 * keeps keys in memory alone (`--keys-from-stdin`); with the next start it gets them from the vault.
 * @param body of the page's request
 */
export async function noteKeys(
  vault: KeyVault,
  request: { readonly method: string; readonly pathname: string; readonly body: string },
): Promise<void> {
  if (request.pathname !== '/api/origin-keys') return;
  if (request.method === 'PUT') {
    const keys = originKeys.safeParse(parseJson(request.body));
    if (keys.success) await vault.keep(keys.data);
  }
  if (request.method === 'DELETE') {
    const which = forgotten.safeParse(parseJson(request.body));
    if (which.success) await vault.forget(which.data.originUrl);
  }
}
