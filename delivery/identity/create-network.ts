import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { type NetworkFile, networkFile } from '../../contract/network/network-file.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { identityFiles, readIfThere, writePublic, writeSecret } from './identity-files.ts';
import { issueAuthority } from './issue-certificate.ts';

/**
 * Makes a network: its authority and the key of its tokens. The folder holds secrets: it stays with the operator.
 * @throws SurecastError NETWORK_EXISTS, USAGE
 */
export async function createNetwork(directory: string, name: string): Promise<void> {
  if (!networkFile.shape.network.safeParse(name).success)
    throw new SurecastError(
      'USAGE',
      `A network’s name is 1 to 63 small letters, digits and dashes: ${name} is not.`,
    );
  await refuseIfTaken(directory);
  const authority = await issueAuthority(name);
  const tokenKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file: NetworkFile = {
    network: name,
    tokenKey: { ...(await exportJWK(tokenKeys.publicKey)), alg: 'ES256', use: 'sig' },
  };
  await writeSecret(directory, identityFiles.authorityKey, authority.key);
  const tokenKey = tokenKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await writeSecret(directory, identityFiles.tokenKey, tokenKey);
  await writePublic(directory, identityFiles.authority, `${authority.certificate}\n`);
  // Last: a folder without it holds no network yet, and nothing can have been issued from it.
  await writePublic(directory, identityFiles.network, `${JSON.stringify(file, null, 2)}\n`);
}

/** @throws SurecastError NETWORK_EXISTS if the folder holds a network or a node's identity */
export async function refuseIfTaken(directory: string): Promise<void> {
  if ((await readIfThere(directory, identityFiles.network)) === undefined) return;
  throw new SurecastError('NETWORK_EXISTS', `${directory} holds a network or a node’s identity already.`);
}
