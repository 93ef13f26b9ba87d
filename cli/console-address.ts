import type { ConsoleAddress, ListenSettings } from '../engine/console/listen-settings.ts';
import type { Reporter } from './reporter.ts';

export const defaultPort = 7070;

/** For this machine alone: whoever has the token needs no password. */
export function loopbackAt(port: number): ListenSettings {
  return { host: '127.0.0.1', port, tls: undefined, passwords: {}, hostNames: [] };
}

/** Tells a person where the console is. @param wanted the port that was asked for */
export function sayAddress(reporter: Reporter, address: ConsoleAddress, wanted: number): void {
  const isOther = wanted !== 0 && address.port !== wanted;
  reporter.say(`Console: ${addressWithToken(address)}${isOther ? ` (port ${wanted} is in use)` : ''}`);
}

/** The address that logs in by itself. */
export function addressWithToken({ url, token }: ConsoleAddress): string {
  return `${url}?token=${token}`;
}
