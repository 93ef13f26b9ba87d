import { readFile } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';
import type { RenewedCertificate, TlsCertificate } from '../../contract/tls-certificate.ts';
import { endsSoon, objectionTo } from './judge-certificate.ts';
import { look, type Seen } from './settled-content.ts';

/** `--tls-cert` and `--tls-key`. */
export type CertificateFiles = { readonly cert: string; readonly key: string };

/** Looked at, not watched: renewed are links, folders and mounts, of which a watch on the file sees nothing. */
const lookEveryMs = 5_000;

/**
 * Reads a certificate's files, and again and again for as long as the process lives. What is renewed is said; a pair that can't
 * be used is said once, and the one before holds on.
 * @throws SurecastError `CONFIG_INVALID`
 */
export async function followCertificate(
  files: CertificateFiles,
  say: (line: string) => void,
  everyMs = lookEveryMs,
): Promise<RenewedCertificate> {
  let current = await readAtStart(files);
  const takers = new Set<(certificate: TlsCertificate) => void>();
  let seen: Seen = { settled: JSON.stringify(current), last: '' };
  let sayEnd = createEndSayer(files, say);
  sayEnd(current);

  async function lookAgain(): Promise<void> {
    const found = await read(files);
    const next = look(seen, JSON.stringify(found));
    seen = next.seen;
    if (next.isNew) take(found);
    sayEnd(current);
  }

  function take(found: Found): void {
    if (JSON.stringify(found) === JSON.stringify(current)) return;
    const objection = 'why' in found ? found.why : objectionTo(found);
    if (objection !== undefined || 'why' in found) return say(notTaken(files, objection));
    current = found;
    sayEnd = createEndSayer(files, say);
    say(`The certificate in ${files.cert} was renewed: new connections get it.`);
    for (const each of takers) each(current);
  }

  async function keepLooking(): Promise<void> {
    for await (const _ of setInterval(everyMs, undefined, { ref: false })) await lookAgain();
  }

  keepLooking().catch((error: unknown) => say(`${files.cert} is not looked at any more: ${String(error)}`));
  return {
    current: () => current,
    onRenewed: (each) => {
      takers.add(each);
      return () => void takers.delete(each);
    },
  };
}

type Found = TlsCertificate | { readonly why: string };

async function read({ cert, key }: CertificateFiles): Promise<Found> {
  try {
    return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    return { why: `${path ?? cert} can’t be read (${code})` };
  }
}

async function readAtStart(files: CertificateFiles): Promise<TlsCertificate> {
  const found = await read(files);
  if ('why' in found)
    throw new SurecastError('CONFIG_INVALID', `The certificate can’t be used: ${found.why}.`, {
      cure: 'Check its path, and that this user may read it.',
    });
  const objection = objectionTo(found);
  if (objection === undefined) return found;
  throw new SurecastError('CONFIG_INVALID', `${named(files)} can’t be used: ${objection}.`, {
    cure: 'Name the certificate with its chain and its own key, both PEM, the key without a password.',
  });
}

const named = ({ cert, key }: CertificateFiles): string =>
  `The certificate in ${cert} with the key in ${key}`;

const notTaken = (files: CertificateFiles, objection: string | undefined): string =>
  `What was renewed is not taken, and the certificate before holds on. ${named(files)}: ${objection}. ` +
  `Put a certificate with its chain and its own key there, both PEM; they are looked at every ${lookEveryMs / 1_000} s.`;

/** Says once of a certificate that it ends soon, or has ended. */
function createEndSayer(
  { cert: file }: CertificateFiles,
  say: (line: string) => void,
): (certificate: TlsCertificate) => void {
  let isSaid = false;
  return (certificate) => {
    const end = isSaid ? undefined : endsSoon(certificate, Date.now());
    if (end === undefined) return;
    isSaid = true;
    say(
      `The certificate in ${file} ends on ${end.toISOString()}: renew it, and it is taken without a new start.`,
    );
  };
}
