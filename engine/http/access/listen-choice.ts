import { SurecastError } from '../../../contract/surecast-error.ts';
import { isLoopback } from './allowed-host.ts';

/** Where the console listens and whom it lets in. */
export type ListenWish = {
  /** Address or name of an interface of this machine. */
  readonly host: string;
  readonly hasPassword: boolean;
  readonly hasCertificate: boolean;
};

/**
 * Beyond this machine only with a password and TLS: a token in an address bar, or a password in the clear, is anybody's
 * who shares the network.
 * @throws SurecastError `LISTEN_REFUSED`
 */
export function refuseOpenListening({ host, hasPassword, hasCertificate }: ListenWish): void {
  if (isLoopback(host) || (hasPassword && hasCertificate)) return;
  const lacks = [...(hasPassword ? [] : ['a password']), ...(hasCertificate ? [] : ['a certificate'])];
  throw new SurecastError(
    'LISTEN_REFUSED',
    `The console may not listen on ${host} without ${lacks.join(' and ')}.`,
  );
}
