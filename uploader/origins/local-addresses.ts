import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;
type Family = 4 | 6;

/** Thrown when a network interface is down, gone, or has no address yet. */
export class NoLocalAddress extends Error {
  override readonly name = 'NoLocalAddress';
  readonly code = 'EADDRNOTAVAIL';
}

/**
 * The address to leave from, as it is now: it may have changed with a lease, or the interface be new.
 * @param from a network interface, or a local address itself
 * @param family of the address to be reached
 * @returns undefined if there is none of that family
 */
export function localAddress(
  from: string,
  family: Family,
  interfaces: Interfaces = networkInterfaces(),
): string | undefined {
  if (isIP(from) !== 0) return isIP(from) === family && isHeld(from, interfaces) ? from : undefined;
  return (interfaces[from] ?? []).find(
    (each) => familyOf(each.address) === family && !isLinkLocal(each.address),
  )?.address;
}

/** Whether connections can leave from there at all: the interface is up, with a link and an address. */
export function isUp(from: string, interfaces: Interfaces = networkInterfaces()): boolean {
  return localAddress(from, 4, interfaces) !== undefined || localAddress(from, 6, interfaces) !== undefined;
}

const isHeld = (address: string, interfaces: Interfaces): boolean =>
  Object.values(interfaces).some((held) => held?.some((each) => each.address === address));

const familyOf = (address: string): number => isIP(address.replace(/%.*$/, ''));

/** fe80::/10 leads no further than the next router. */
const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);
