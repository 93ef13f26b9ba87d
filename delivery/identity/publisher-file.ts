import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type PublisherFile, publisherFile } from '../../contract/network/network-file.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { readIfThere, writeSecret } from './identity-files.ts';
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

/** Reads what `writePublisherFile` wrote. @throws SurecastError PUBLISHING_DENIED */
export async function readPublisherFile(path: string): Promise<PublisherFile> {
  const text = await readIfThere(dirname(path), basename(path));
  if (text === undefined) throw new SurecastError('PUBLISHING_DENIED', `There is no publisher file ${path}.`);
  try {
    return publisherFile.parse(JSON.parse(text));
  } catch {
    // What it says is a secret, and stands in the parser's own words.
    throw new SurecastError('PUBLISHING_DENIED', `${path} is not a publisher file.`);
  }
}
