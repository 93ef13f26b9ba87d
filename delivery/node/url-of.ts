import { networkInterfaces } from 'node:os';
import type { ListenAddress } from './node-options.ts';

/** The URL under which others reach a server: the one that was given, else the address it listens at. */
export function urlOf(scheme: 'http' | 'https', listen: ListenAddress, port: number): string {
  if (listen.url !== undefined) return listen.url;
  const host = isEveryAddress(listen.host) ? firstAddress() : listen.host;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** An address of this machine that others may reach; where there is none, nobody else will. */
function firstAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
}
