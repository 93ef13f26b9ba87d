import { type CertificateRole, nodeName } from '../../contract/network/node-name.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { refuseIfTaken } from './create-network.ts';
import { identityFiles, writePublic, writeSecret } from './identity-files.ts';
import { issueNode } from './issue-certificate.ts';
import { openNetworkFolder } from './network-folder.ts';

export type Admission = {
  readonly name: string;
  readonly roles: readonly CertificateRole[];
  /** Host names and addresses that other nodes reach it by; a person needs none. */
  readonly hosts: readonly string[];
  readonly days: number;
  /** When it is issued; now, unless a test wants another time. */
  readonly at?: Date;
};

/**
 * Admits a node, or a person who operates: writes a folder with a certificate and its key, which goes to that machine.
 * @param directory folder of the network
 * @param out folder to write
 * @throws SurecastError NODE_NAME_INVALID, IDENTITY_INVALID, NETWORK_EXISTS, USAGE
 */
export async function admitNode(directory: string, out: string, admission: Admission): Promise<void> {
  check(admission);
  const network = await openNetworkFolder(directory);
  await refuseIfTaken(out);
  const issued = await issueNode(network.authority, admission);
  await writeSecret(out, identityFiles.key, issued.key);
  await writePublic(out, identityFiles.certificate, `${issued.certificate}\n`);
  await writePublic(out, identityFiles.authority, network.texts.ca);
  // Last: a folder without it is no identity.
  await writePublic(out, identityFiles.network, network.texts.network);
}

function check({ name, roles, hosts }: Admission): void {
  if (!nodeName.safeParse(name).success)
    throw new SurecastError('NODE_NAME_INVALID', `${name} is not the name of a node.`);
  if (roles.length === 0) throw new SurecastError('USAGE', 'Name at least one role.');
  const unusual = hosts.find((host) => !/^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$|^::1?$/.test(host));
  if (unusual !== undefined)
    throw new SurecastError('USAGE', `${unusual} is neither a host name nor an address.`);
  if (hosts.length === 0 && roles.some((role) => role !== 'operator'))
    throw new SurecastError('USAGE', 'Name the host that other nodes reach this one by.');
}
