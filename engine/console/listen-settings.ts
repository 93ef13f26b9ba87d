import type { Role } from '../../contract/api/routes.ts';
import type { RenewedCertificate } from '../../contract/tls-certificate.ts';

/** How the console is reached. */
export type ListenSettings = {
  readonly host: string;
  readonly port: number;
  readonly tls: RenewedCertificate | undefined;
  readonly passwords: Partial<Record<Role, string>>;
  readonly hostNames: readonly string[];
};

/** Where the console answers. */
export type ConsoleAddress = {
  /** Without a token. */
  readonly url: string;
  readonly port: number;
  /** The operator's. */
  readonly token: string;
};
