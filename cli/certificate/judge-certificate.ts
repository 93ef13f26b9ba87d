import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsCertificate } from '../../contract/tls-certificate.ts';

/** Why a server can't be run with it; undefined: it can. Its dates are not judged: this machine's clock may be the one that is wrong. */
export function objectionTo({ cert, key }: TlsCertificate): string | undefined {
  const certificate = tryTo(() => new X509Certificate(cert));
  if (certificate === undefined) return 'the first file holds no whole certificate';
  const privateKey = tryTo(() => createPrivateKey(key));
  if (privateKey === undefined)
    return 'the second file holds no private key that can be read without a password';
  // OpenSSL by itself lets a certificate and a key of different kinds (RSA, EC) pass for a pair.
  if (!certificate.checkPrivateKey(privateKey)) return 'the key is not the certificate’s';
  try {
    createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    return `TLS refuses it (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** A certificate that is in the last tenth of its life was to be renewed by now. */
const lastPart = 0.1;

/** When it ends, once that is near or past; undefined: there is time. */
export function endsSoon({ cert }: TlsCertificate, nowMs: number): Date | undefined {
  const { validFromDate, validToDate } = new X509Certificate(cert);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  return nowMs > to - (to - from) * lastPart ? validToDate : undefined;
}

function tryTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
