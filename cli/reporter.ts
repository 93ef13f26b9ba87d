import { type AlarmKind, alarmTable } from '../contract/api/alarm.ts';
import type { EngineEvent } from '../contract/engine-events.ts';
import type { BroadcastSnapshot, DiskSnapshot } from '../contract/snapshot.ts';
import type { AlarmChange } from '../engine/alarms/alarm-machine.ts';
import { diskWords } from './disk-words.ts';
import { formatBytes, formatCount, formatDuration } from './print.ts';

/** A line every so often where there is no terminal; on a terminal the line is rewritten in place. */
const lineEveryMs = 2_000;
const refreshEveryMs = 250;
const toldByNews: ReadonlySet<AlarmKind> = new Set([
  'uplink-down',
  'origin-blocked',
  'source-lost',
  'disk-low',
]);

/**
 * Tells a person what the engine does: news as lines of their own, and the state as one line that goes on.
 * With `--json` everything goes to standard error, so that standard output holds the one object alone.
 */
export class Reporter {
  readonly #stream: NodeJS.WriteStream;
  readonly #onSaid: (text: string) => void;
  readonly #startedMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #lineOpen = false;
  readonly #saidOfOrigin = new Map<string, string>();

  /** @param onSaid is given each line that is said by `say`, for the log */
  constructor(json: boolean, onSaid: (text: string) => void = () => undefined) {
    this.#stream = json ? process.stderr : process.stdout;
    this.#onSaid = onSaid;
  }

  /** A line for the person. */
  say(text: string): void {
    this.#onSaid(text);
    this.#write(text);
  }

  /** Shows what `read` gives, again and again, until `stop`; of the disk while media is captured. */
  follow(read: () => BroadcastSnapshot | undefined, readDisk: () => DiskSnapshot | null): void {
    const isTerminal = this.#stream.isTTY === true;
    this.#timer = setInterval(
      () => {
        const snapshot = read();
        if (snapshot === undefined) return;
        const disk = snapshot.phase === 'capturing' ? readDisk() : null;
        const line = statusLine(snapshot, (performance.now() - this.#startedMs) / 1000, disk);
        if (!isTerminal) return this.#write(line);
        this.#stream.write(`\r\u001b[2K${line.slice(0, this.#stream.columns - 1)}`);
        this.#lineOpen = true;
      },
      isTerminal ? refreshEveryMs : lineEveryMs,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#closeLine();
  }

  /** News of the engine worth a line; segments and deliveries are in the status line. */
  news(event: EngineEvent): void {
    if (event.type === 'origin' && !this.#isNews(event)) return;
    const text = newsLine(event);
    if (text !== undefined) this.#write(text);
  }

  /** What becomes of an alarm, unless the engine's news say as much. */
  alarm({ type, alarm: { kind, message, cure } }: AlarmChange): void {
    if (toldByNews.has(kind) || type === 'acknowledged') return;
    const { title } = alarmTable[kind];
    this.#write(type === 'raised' ? `ALARM: ${title}. ${message} ${cure}` : `Alarm over: ${title}.`);
  }

  /** An origin that stays blocked or away says so again at each attempt: the person is told once. */
  #isNews({ originUrl, state, code }: Extract<EngineEvent, { type: 'origin' }>): boolean {
    const said = `${state} ${code ?? ''}`;
    if (this.#saidOfOrigin.get(originUrl) === said) return false;
    this.#saidOfOrigin.set(originUrl, said);
    return true;
  }

  #write(text: string): void {
    this.#closeLine();
    this.#stream.write(`${text}\n`);
  }

  #closeLine(): void {
    if (this.#lineOpen) this.#stream.write('\n');
    this.#lineOpen = false;
  }
}

/** The state of a broadcast in one line. */
export function statusLine(
  snapshot: BroadcastSnapshot,
  elapsedSeconds: number,
  disk: DiskSnapshot | null,
): string {
  const segments = Math.max(...snapshot.variants.map((variant) => variant.segments + variant.gaps));
  const seconds = Math.max(...snapshot.variants.map((variant) => variant.seconds));
  const head = `${formatDuration(elapsedSeconds)} ${snapshot.phase}: captured ${formatCount(segments, 'segment')} (${seconds.toFixed(1)} s)`;
  const origins = snapshot.origins.map((origin) => {
    const backlog = `backlog ${formatCount(origin.pendingFiles, 'file')}, ${formatBytes(origin.pendingBytes)}`;
    const age = origin.oldestUnverifiedSeconds;
    const oldest = age === null ? 'nothing unverified' : `oldest unverified ${age.toFixed(1)} s`;
    const trouble = origin.state === 'open' && origin.blockedFiles > 0 ? 'blocked' : origin.state;
    const over = origin.networkInterface === null ? '' : `over ${origin.networkInterface}, `;
    const state = `${trouble === 'open' ? '' : `[${trouble}] `}${over}`;
    const place = snapshot.origins.length > 1 ? `${origin.url}: ${state}` : state;
    return `${place}delivered ${origin.deliveredSegments}, verified ${origin.verifiedSegments}, ${backlog}, ${oldest}`;
  });
  return [head, ...(disk === null ? [] : [diskWords(disk)]), ...origins].join(' | ');
}

function newsLine(event: EngineEvent): string | undefined {
  switch (event.type) {
    case 'gap':
      return `LOST ${event.variant} segment ${event.sequence}: ${event.reason}. It is a gap in the playlist.`;
    case 'origin':
      if (event.state === 'open') return `${event.originUrl} answers well again.`;
      return `${event.originUrl} is ${event.state === 'blocked' ? 'BLOCKED' : 'not answering well'}: ${event.message} (${event.code}) ${event.cure}`;
    case 'interface':
      return `${event.originUrl} is delivered to over ${event.networkInterface}.`;
    case 'source':
      return event.state === 'started' ? undefined : `Source: ${event.message}.`;
    case 'disk': {
      const why = event.code === undefined ? '' : ` (${event.code}) ${event.cure}`;
      const isLoud = event.level === 'full' || event.level === 'unwritable';
      return `${isLoud ? 'CAPTURE STOPPED' : 'Disk'}: ${event.message}${why}`;
    }
    case 'warning':
      return `Warning: ${event.message} (${event.code})`;
    case 'broadcast-complete':
      return `${event.broadcast} is complete at ${event.originUrl}: every object verified, receipt signed.`;
    case 'segment-captured':
    case 'upload-verified':
      return undefined;
  }
}
