import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Sender } from '../../contract/network/signed.ts';
import { certificateHolder } from './certificate-holder.ts';
import { rememberLatest } from './remember-latest.ts';
import type { Revocations } from './revocations.ts';

/** A certificate that the network's authority issued. */
export type TrustedCertificate = {
  readonly holder: Sender;
  readonly publicKey: KeyObject;
  readonly validFromMs: number;
  readonly validUntilMs: number;
};

/** Reads certificates, and knows those that it has checked. */
export type TrustedCertificates = {
  /** By its DER in base64; undefined if the authority did not issue it, it was revoked, or its dates do not hold now. */
  find(derBase64: string): TrustedCertificate | undefined;
  /** Whose it is, if the authority did issue it and only its dates do not hold now. */
  untimely(derBase64: string): Sender | undefined;
};

/** More than a network has nodes; beyond it the oldest is checked again. */
const rememberedAtMost = 2_000;

/** Certificates of the authority; there may be several in the text, one after the other. */
export const readAuthorities = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (each) => new X509Certificate(each),
  );

/** Whether one of the authorities issued it; of its dates nothing is said. */
export const isIssuedBy = (certificate: X509Certificate, authorities: readonly X509Certificate[]): boolean =>
  !certificate.ca &&
  authorities.some((each) => certificate.checkIssued(each) && certificate.verify(each.publicKey));

export function createTrustedCertificates(
  authorities: readonly X509Certificate[],
  revocations: Pick<Revocations, 'has'>,
  wallNow: () => number,
): TrustedCertificates {
  const known = rememberLatest<TrustedCertificate>(rememberedAtMost);
  const issued = (derBase64: string): TrustedCertificate | undefined => {
    const before = known.get(derBase64);
    const found = before ?? read(derBase64, authorities);
    if (found !== undefined && before === undefined) known.set(derBase64, found);
    return found !== undefined && revocations.has(found.holder.name) ? undefined : found;
  };
  const isNow = ({ validFromMs, validUntilMs }: TrustedCertificate): boolean => {
    const nowMs = wallNow();
    return nowMs >= validFromMs && nowMs <= validUntilMs;
  };
  return {
    find: (derBase64) => {
      const found = issued(derBase64);
      return found !== undefined && isNow(found) ? found : undefined;
    },
    untimely: (derBase64) => {
      const found = issued(derBase64);
      return found !== undefined && !isNow(found) ? found.holder : undefined;
    },
  };
}

function read(derBase64: string, authorities: readonly X509Certificate[]): TrustedCertificate | undefined {
  try {
    const certificate = new X509Certificate(Buffer.from(derBase64, 'base64'));
    const holder = certificateHolder(certificate);
    if (holder === undefined || !isIssuedBy(certificate, authorities)) return undefined;
    return {
      holder,
      publicKey: certificate.publicKey,
      validFromMs: certificate.validFromDate.getTime(),
      validUntilMs: certificate.validToDate.getTime(),
    };
  } catch {
    // No certificate at all: whoever sent it gets no other answer than one that is not ours.
    return undefined;
  }
}
