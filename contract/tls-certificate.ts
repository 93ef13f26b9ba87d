/** A certificate with its chain, and its private key: PEM. */
export type TlsCertificate = { readonly cert: string; readonly key: string };

/** A server's certificate, whose files may be renewed while it runs. */
export type RenewedCertificate = {
  /** The newest that was whole. */
  current(): TlsCertificate;
  /** Calls with each that replaces the one before. Returns what ends that. */
  onRenewed(take: (certificate: TlsCertificate) => void): () => void;
};
