import { ADDRCONFIG, type LookupAddress, promises } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long an answer is waited for when an earlier one is at hand. */
const patienceMs = 1_500;

/** "Not now" from a resolver that can't be reached, unlike "there is no such name". */
const passingCode = 'EAI_AGAIN';

/**
 * Resolves names, afresh each time, and remembers the last answer for when no resolver can be reached: with several ways
 * out it may lie behind the one that is down. One question a name is under way at most, since each that hangs holds
 * one of the few threads that the system's resolver is called on.
 */
export class AddressBook {
  readonly #ask: (host: string) => Promise<readonly LookupAddress[]>;
  readonly #known = new Map<string, readonly LookupAddress[]>();
  readonly #asking = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor(ask = askSystem) {
    this.#ask = ask;
  }

  /** All addresses of a host, in the system's order of preference. @throws Error of the resolver (`ENOTFOUND`, ...) */
  async addressesOf(host: string): Promise<readonly LookupAddress[]> {
    const asking = this.#asking.get(host) ?? this.#begin(host);
    const known = this.#known.get(host);
    if (known === undefined) return asking;
    const waiting = new AbortController();
    const patience = sleep(patienceMs, known, { signal: waiting.signal, ref: false }).catch(() => known);
    return Promise.race([asking.catch((error: unknown) => isPassing(error, known)), patience]).finally(() =>
      waiting.abort(),
    );
  }

  /** The same in the form that `net.connect` takes. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.addressesOf(host).then(
      (found) => {
        const [first] = found;
        if (options.all) done(null, [...found]);
        else done(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };

  #begin(host: string): Promise<readonly LookupAddress[]> {
    const asking = this.#ask(host)
      .then((found) => {
        this.#known.set(host, found);
        return found;
      })
      .finally(() => this.#asking.delete(host));
    this.#asking.set(host, asking);
    // Whoever waited may have gone on with what was known.
    asking.catch(() => undefined);
    return asking;
  }
}

function askSystem(host: string): Promise<readonly LookupAddress[]> {
  return promises.lookup(host, { all: true, hints: process.platform === 'win32' ? 0 : ADDRCONFIG });
}

function isPassing<T>(error: unknown, known: T): T {
  if (error instanceof Error && 'code' in error && error.code === passingCode) return known;
  throw error;
}
