import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { OriginFailure } from './origin-failure.ts';

/**
 * The authorities of a file in PEM, besides those that Node trusts. Made once a client: it holds some 150 certificates.
 * @throws OriginFailure `blocked` if the file can't be used
 */
export async function trustIn(path: string): Promise<SecureContext> {
  try {
    const bundle = await readFile(path, 'utf8');
    if (!bundle.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no certificate in PEM');
    return createSecureContext({ ca: [...getCACertificates('default'), bundle] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OriginFailure({
      class: 'blocked',
      code: 'ORIGIN_TLS',
      message: `The certificate authorities in ${path} can't be used: ${reason}.`,
      cause: error,
    });
  }
}
