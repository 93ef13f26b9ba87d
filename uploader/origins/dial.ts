import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { TcpAddress } from '../../contract/connection.ts';
import type { AddressBook } from './address-book.ts';
import { localAddress, NoLocalAddress } from './local-addresses.ts';

/** How long one of several addresses of a name is tried before the next: twice a satellite's round trip. */
export const addressPatienceMs = 1_500;

/**
 * Opens a TCP connection.
 * @param from the network interface or local address to leave from; undefined: as the system routes
 * @throws Error of the system (`ECONNREFUSED`, ...), of the last address that was tried; the signal's reason when it aborts
 */
export async function dial(
  { host, port }: TcpAddress,
  from: string | undefined,
  book: AddressBook,
  signal: AbortSignal,
): Promise<Socket> {
  if (from === undefined) {
    const autoSelectFamilyAttemptTimeout = addressPatienceMs;
    return opened({ host, port, lookup: book.lookup, autoSelectFamilyAttemptTimeout }, signal);
  }
  // A connection that leaves from a given address is tried at one address only by Node.
  const family = isIP(host);
  const remotes = family === 0 ? await book.addressesOf(host) : [{ address: host, family }];
  const pairs = remotes.flatMap(({ address, family: remoteFamily }) => {
    const local = localAddress(from, remoteFamily === 6 ? 6 : 4);
    return local === undefined ? [] : [{ host: address, port, localAddress: local }];
  });
  let failure: unknown = new NoLocalAddress(`${from} is down, or has no address to reach ${host} from`);
  for (const [index, pair] of pairs.entries()) {
    const isLast = index === pairs.length - 1;
    const patience = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(addressPatienceMs)]);
    try {
      return await opened(pair, patience);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

function opened(options: TcpNetConnectOpts, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ ...options, noDelay: true });
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const onAbort = (): void => {
      settle();
      // Whatever the half-open connection still has to say is of no interest.
      socket.on('error', () => undefined).destroy();
      reject(signal.reason);
    };
    socket.once('error', onError);
    socket.once('connect', onConnect);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
