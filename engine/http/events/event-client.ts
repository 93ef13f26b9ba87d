/** What a client's connection is, of Node's `ServerResponse`. */
export type EventSink = {
  readonly writableLength: number;
  write(text: string): boolean;
  end(): void;
  destroy(): void;
};

/** What may wait in memory for one client, bytes; a snapshot is some tens of kilobytes. */
const mostBuffered = 256 * 1024;
/** One that has taken nothing for so long is gone, milliseconds. */
const patienceMs = 30_000;

/** One console that follows the events. What it is too slow for is left out, and a snapshot makes up for it. */
export class EventClient {
  readonly #sink: EventSink;
  #missed = false;
  #slowSinceMs: number | undefined;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** It missed something that the next snapshot makes up for. */
  get hasMissed(): boolean {
    return this.#missed;
  }

  /** @param kind `passing`: not worth a snapshot when it is missed */
  send(text: string, kind: 'passing' | 'news' | 'snapshot', nowMs: number): void {
    const isFull = this.#sink.writableLength > (kind === 'passing' ? 0 : mostBuffered - text.length);
    if (isFull) return this.#skip(kind, nowMs);
    if (kind === 'snapshot') this.#missed = false;
    this.#slowSinceMs = undefined;
    this.#sink.write(text);
  }

  end(): void {
    this.#sink.end();
  }

  #skip(kind: 'passing' | 'news' | 'snapshot', nowMs: number): void {
    if (kind === 'passing') return;
    this.#missed = true;
    this.#slowSinceMs ??= nowMs;
    if (nowMs - this.#slowSinceMs > patienceMs) this.#sink.destroy();
  }
}
