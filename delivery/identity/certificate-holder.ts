import type { X509Certificate } from 'node:crypto';
import { type CertificateRole, certificateRoles, nodeName } from '../../contract/network/node-name.ts';
import type { Sender } from '../../contract/network/signed.ts';

const prefix = 'surecast:role:';

/** How a certificate names a role, among its subject alternative names. */
export const roleUri = (role: CertificateRole): string => `${prefix}${role}`;

/** Whom a certificate of the network names; undefined if it names nobody of a network. Says nothing of its being genuine. */
export function certificateHolder(certificate: X509Certificate): Sender | undefined {
  const names = certificate.subject.split('\n').filter((line) => line.startsWith('CN='));
  const name = nodeName.safeParse(names.length === 1 ? names[0]?.slice(3) : undefined);
  return name.success ? { name: name.data, roles: rolesOf(certificate) } : undefined;
}

/** Node writes them as `URI:surecast:role:edge, DNS:edge.example`, and quotes whatever is unusual: that is never one of ours. */
function rolesOf(certificate: X509Certificate): CertificateRole[] {
  const names = new Set((certificate.subjectAltName ?? '').split(', '));
  return certificateRoles.filter((role) => names.has(`URI:${roleUri(role)}`));
}
