import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SurecastError } from '../../contract/surecast-error.ts';

type Address = { readonly host: string; readonly port: number };

/** An nginx whose node was killed takes a moment to go. */
const patienceMs = 5_000;

/**
 * The port that another program is to listen on: the one that was named, once it is free, or any that is.
 * @throws SurecastError NODE_ADDRESS_TAKEN
 */
export async function freePort(address: Address): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await tryPort(address);
    } catch (cause) {
      if (performance.now() > deadline)
        throw new SurecastError(
          'NODE_ADDRESS_TAKEN',
          `Viewers can’t be served at ${address.host}:${address.port}: ${String(cause)}.`,
          { cause },
        );
      await sleep(100);
    }
  }
}

async function tryPort(wanted: Address): Promise<number> {
  const server = createServer().listen(wanted);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : wanted.port;
}
