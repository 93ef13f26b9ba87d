import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PublisherFile } from '../../contract/network/network-file.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { writeSecret } from './identity-files.ts';
import { openNetworkFolder } from './network-folder.ts';
import { issuePublishToken } from './tokens.ts';

/**
 * Writes the file that an encoder shows: it may publish broadcasts whose names the pattern covers, until it expires.
 * @throws SurecastError IDENTITY_INVALID, USAGE, NETWORK_EXISTS (the file is there)
 */
export async function writePublisherFile(
  directory: string,
  out: string,
  grant: { readonly publisher: string; readonly broadcasts: string; readonly expiresAt: Date },
): Promise<void> {
  const { file, texts, tokenKey } = await openNetworkFolder(directory);
  if (existsSync(out))
    throw new SurecastError('NETWORK_EXISTS', `${out} is there already.`, { cure: 'Choose another file.' });
  const token = await issuePublishToken({ network: file.network, tokenKey }, grant);
  const written: PublisherFile = { network: file.network, ca: texts.ca, token };
  await writeSecret(dirname(out), basename(out), `${JSON.stringify(written, null, 2)}\n`);
}
