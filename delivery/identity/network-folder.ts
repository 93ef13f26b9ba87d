import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type NetworkFile, networkFile } from '../../contract/network/network-file.ts';
import { parseJson } from '../../contract/parse-json.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { identityFiles, readIfThere } from './identity-files.ts';
import { type Authority, openAuthority } from './issue-certificate.ts';

/** A network as its operator holds it, with its secrets. */
export type NetworkFolder = {
  readonly file: NetworkFile;
  /** As it lies in `network.json` and `ca.pem`. */
  readonly texts: { readonly network: string; readonly ca: string };
  readonly authority: Authority;
  /** Signs publishing and watching tokens. */
  readonly tokenKey: KeyObject;
};

/** @throws SurecastError IDENTITY_INVALID */
export async function readNetworkFile(directory: string): Promise<NetworkFile> {
  const text = await readIfThere(directory, identityFiles.network);
  if (text === undefined) throw invalid(directory, `it has no ${identityFiles.network}`);
  const read = networkFile.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw invalid(directory, `its ${identityFiles.network} is not one`);
}

/**
 * Opens the folder that `surecast network create` made.
 * @throws SurecastError IDENTITY_INVALID
 */
export async function openNetworkFolder(directory: string): Promise<NetworkFolder> {
  const file = await readNetworkFile(directory);
  const [network, ca, caKey, tokenKey] = await Promise.all(
    [identityFiles.network, identityFiles.authority, identityFiles.authorityKey, identityFiles.tokenKey].map(
      async (name) => {
        const text = await readIfThere(directory, name);
        if (text === undefined) throw invalid(directory, `it has no ${name}`);
        return text;
      },
    ),
  );
  try {
    return {
      file,
      texts: { network: network ?? '', ca: ca ?? '' },
      authority: await openAuthority(ca ?? '', caKey ?? ''),
      tokenKey: createPrivateKey(tokenKey ?? ''),
    };
  } catch (cause) {
    throw invalid(directory, 'its keys or its certificate cannot be read', cause);
  }
}

const invalid = (directory: string, why: string, cause?: unknown): SurecastError =>
  new SurecastError('IDENTITY_INVALID', `${directory} holds no network: ${why}.`, {
    cause,
    cure: 'Name a folder that `surecast network create` made, or `surecast network admit` for a node.',
  });
