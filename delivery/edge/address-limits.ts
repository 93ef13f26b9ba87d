/** What one client (an address; of IPv6 its network of 64 bits) may take. */
export type ClientLimits = {
  readonly connections: number;
  readonly requestsPerSecond: number;
};

export type AddressLimits = {
  /** One connection more; false: it has too many. */
  open(client: string): boolean;
  close(client: string): void;
  /** One request more; false: it asks too fast. */
  request(client: string, nowMs: number): boolean;
  /** Forgets clients that have gone. */
  sweep(nowMs: number): void;
};

type Client = { connections: number; tokens: number; atMs: number };

/** Counts connections, and requests with a bucket that holds two seconds' worth. */
export function createAddressLimits({ connections, requestsPerSecond }: ClientLimits): AddressLimits {
  const clients = new Map<string, Client>();
  const burst = requestsPerSecond * 2;

  function clientOf(name: string, nowMs: number): Client {
    const known = clients.get(name);
    if (known !== undefined) return known;
    const made = { connections: 0, tokens: burst, atMs: nowMs };
    clients.set(name, made);
    return made;
  }

  return {
    open(name) {
      const client = clientOf(name, 0);
      if (client.connections >= connections) return false;
      client.connections += 1;
      return true;
    },
    close(name) {
      const client = clients.get(name);
      if (client !== undefined) client.connections -= 1;
    },
    request(name, nowMs) {
      const client = clientOf(name, nowMs);
      client.tokens = Math.min(burst, client.tokens + ((nowMs - client.atMs) / 1_000) * requestsPerSecond);
      client.atMs = nowMs;
      if (client.tokens < 1) return false;
      client.tokens -= 1;
      return true;
    },
    sweep(nowMs) {
      for (const [name, client] of clients)
        if (client.connections === 0 && nowMs - client.atMs > 2_000) clients.delete(name);
    },
  };
}

/** The client behind an address: one household or machine has 2^64 addresses of IPv6. */
export function clientOfAddress(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? '').split(':')]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '') || '0')
    .join(':');
}
