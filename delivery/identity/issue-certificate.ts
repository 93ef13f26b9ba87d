import './reflect-metadata.ts';
import { createPrivateKey, randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { CertificateRole } from '../../contract/network/node-name.ts';
import { roleUri } from './certificate-holder.ts';

/** A certificate with its key, both PEM. */
export type IssuedCertificate = { readonly certificate: string; readonly key: string };

/** An authority that can issue: its certificate and its key. */
export type Authority = { readonly certificate: X509Certificate; readonly key: webcrypto.CryptoKey };

export type NodeOrder = {
  readonly name: string;
  readonly roles: readonly CertificateRole[];
  /** Names and addresses that others reach it by. */
  readonly hosts: readonly string[];
  readonly days: number;
  /** Now, unless a test wants another time. */
  readonly at?: Date;
};

const ecKey = { name: 'ECDSA', namedCurve: 'P-256' };
const signing = { name: 'ECDSA', hash: 'SHA-256' };
const dayMs = 86_400_000;
const authorityYears = 20;
/** What every node may be reached by on its own machine, as its nats-server child is. */
const ownMachine = ['localhost', '127.0.0.1', '::1'];

/** Makes the authority of a new network, which signs its own certificate. */
export async function issueAuthority(network: string): Promise<IssuedCertificate> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=Surecast network ${network}`,
    ...validity(new Date(), authorityYears * 365),
    signingAlgorithm: signing,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}

/** Reads an authority's PEM. @throws Error if one of them is none */
export async function openAuthority(certificate: string, key: string): Promise<Authority> {
  const bytes = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  return {
    certificate: new X509Certificate(certificate),
    key: await crypto.subtle.importKey('pkcs8', bytes, ecKey, false, ['sign']),
  };
}

/** Issues a node's certificate with a key of its own: for servers and clients of TLS, and for signed messages. */
export async function issueNode(authority: Authority, order: NodeOrder): Promise<IssuedCertificate> {
  const keys = await newKeys();
  const hosts = [...new Set([...order.hosts, ...ownMachine])];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${order.name}`,
    issuer: authority.certificate.subject,
    ...validity(order.at ?? new Date(), order.days),
    signingAlgorithm: signing,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        ...hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
        ...order.roles.map((role) => ({ type: 'url', value: roleUri(role) }) as const),
      ]),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}

const newKeys = async (): Promise<webcrypto.CryptoKeyPair> => {
  const made = await crypto.subtle.generateKey(ecKey, true, ['sign', 'verify']);
  if ('privateKey' in made) return made;
  throw new Error('No key pair was made.');
};

const keyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

/** From a day before: a machine whose clock is hours behind takes it as well. */
const validity = (at: Date, days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(at.getTime() - dayMs),
  notAfter: new Date(at.getTime() + days * dayMs),
});

/** A positive number, as RFC 5280 asks. */
const newSerial = (): string => `01${randomBytes(15).toString('hex')}`;
