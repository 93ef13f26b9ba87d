import canonicalize from 'canonicalize';
import type { SignedReceipt } from '../../contract/receipt.ts';

/**
 * What this page found itself, with the browser's own cryptography and nothing of the engine's. `unable`: the browser knows no
 * Ed25519, or keeps it from pages that did not come over TLS or from this machine.
 */
export type ReceiptCheck =
  | { readonly outcome: 'valid'; readonly signer: string }
  | { readonly outcome: 'invalid' }
  | { readonly outcome: 'unable' };

/** Checks a receipt's Ed25519 signature over its RFC 8785 form. `signer`: SHA-256 of the public key, hex. */
export async function checkReceipt({ receipt, publicKey, signature }: SignedReceipt): Promise<ReceiptCheck> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return { outcome: 'unable' };
  const spki = decode(publicKey.replace(/-----[A-Z ]+-----|\s/g, ''));
  const signed = decode(signature);
  if (spki === undefined || signed === undefined) return { outcome: 'invalid' };
  try {
    const key = await subtle.importKey('spki', spki, 'Ed25519', false, ['verify']);
    const text = new TextEncoder().encode(canonicalize(receipt));
    if (!(await subtle.verify('Ed25519', key, signed, text))) return { outcome: 'invalid' };
    return { outcome: 'valid', signer: hex(await subtle.digest('SHA-256', spki)) };
  } catch (error) {
    const isUnknown = error instanceof DOMException && error.name === 'NotSupportedError';
    return { outcome: isUnknown ? 'unable' : 'invalid' };
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
