import type { Origin, OriginCapabilities } from '../contract/origin.ts';
import type { OriginAccess } from '../contract/origin-access.ts';
import type { WorkerSettings } from '../contract/worker-messages.ts';
import { AddressBook } from './origins/address-book.ts';
import { openOrigin } from './origins/open-origin.ts';
import { OriginFailure } from './origins/origin-failure.ts';

/** An origin as reached over one network interface. `signal` aborts when that is known to be down. */
export type OriginClient = { readonly origin: Promise<Origin>; readonly signal: AbortSignal };

type Way = { origin: Promise<Origin> | undefined; asker: Origin | undefined; control: AbortController };

/** The clients of one worker: of one origin, one for each network interface, so that their connections are apart. */
export class OriginClients {
  readonly #settings: WorkerSettings;
  readonly #onCapabilities: (capabilities: OriginCapabilities) => void;
  readonly #book = new AddressBook();
  readonly #ways = new Map<string | undefined, Way>();
  #capabilities: OriginCapabilities | undefined;
  #access: OriginAccess | undefined;

  constructor(settings: WorkerSettings, onCapabilities: (capabilities: OriginCapabilities) => void) {
    this.#settings = settings;
    this.#onCapabilities = onCapabilities;
    this.#capabilities = settings.capabilities;
    this.#access = settings.access;
  }

  /** The client for an interface (undefined: as the system routes); opened anew after it could not be opened. */
  over(networkInterface: string | undefined): OriginClient {
    const way = this.#wayOver(networkInterface);
    const opening = way.origin ?? this.#open(networkInterface, way.control.signal);
    way.origin = opening;
    opening.catch(() => {
      if (way.origin === opening) way.origin = undefined;
    });
    return { origin: opening, signal: way.control.signal };
  }

  /**
   * Asks whether the origin answers over an interface, with connections of its own, so that it never waits behind a transfer.
   * @throws OriginFailure when no answer came
   */
  ask(networkInterface: string | undefined): Promise<void> {
    const way = this.#wayOver(networkInterface);
    way.asker ??= this.#openOver(networkInterface);
    return way.asker.ask(way.control.signal);
  }

  /** From now on clients are opened anew. What is under way keeps the old one, whose connections end by themselves when idle. */
  changeAccess(access: OriginAccess | undefined): void {
    this.#access = access;
    for (const way of this.#ways.values()) {
      way.origin = undefined;
      way.asker = undefined;
    }
  }

  /** Ends what is under way over an interface that is down. */
  abandon(networkInterface: string): void {
    const way = this.#wayOver(networkInterface);
    way.control.abort(
      new OriginFailure({
        class: 'unstable',
        code: 'ORIGIN_UNREACHABLE',
        message: `${networkInterface} is down.`,
        ambiguous: true,
      }),
    );
    way.control = new AbortController();
  }

  #wayOver(networkInterface: string | undefined): Way {
    const known = this.#ways.get(networkInterface);
    if (known !== undefined) return known;
    const way: Way = { origin: undefined, asker: undefined, control: new AbortController() };
    this.#ways.set(networkInterface, way);
    return way;
  }

  /** Before its first use by anyone, the origin is asked what it can prove. */
  async #open(networkInterface: string | undefined, signal: AbortSignal): Promise<Origin> {
    if (this.#capabilities !== undefined) return this.#openOver(networkInterface);
    const probing = this.#openOver(networkInterface);
    try {
      this.#capabilities = await probing.probe(signal);
      this.#onCapabilities(this.#capabilities);
      return this.#openOver(networkInterface);
    } finally {
      probing.close();
    }
  }

  #openOver(networkInterface: string | undefined): Origin {
    const { originUrl, connection } = this.#settings;
    return openOrigin(originUrl, {
      capabilities: this.#capabilities,
      access: this.#access,
      connection: { ...connection, networkInterface },
      book: this.#book,
    });
  }
}

/** Whether no answer of the origin itself came, so that another interface may do better: also a portal's or a proxy's. */
export function isOfTheLink(failure: OriginFailure): boolean {
  return (
    failure.code === 'ORIGIN_UNREACHABLE' ||
    failure.code === 'ORIGIN_TLS' ||
    failure.code === 'PROXY_REFUSED' ||
    failure.originCode === 'ForeignAnswer'
  );
}
