/** A TCP address. */
export type TcpAddress = {
  /** Name or literal address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
};

/** Whether a text can name a network interface or a local address, of whatever system. */
export const isNetworkInterface = (text: string): boolean =>
  /^[^\s\p{Cc}/]([^\p{Cc}/]{0,62}[^\s\p{Cc}/])?$/u.test(text);

/** How the connections to an S3 origin are made. Plain data: it crosses the worker boundary. */
export type ConnectionSettings = {
  /**
   * A hop that all connections go to in place of the endpoint, or of the proxy before it: a TCP forwarder that a rehearsal
   * breaks. Host header, server name, certificate check and signature stay the endpoint's.
   */
  readonly connectTo?: TcpAddress | undefined;
  /** The network interface (`eth0`), or the local address, that connections leave from; by default as the system routes. */
  readonly networkInterface?: string | undefined;
};
