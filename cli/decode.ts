import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { SurecastError } from '../contract/surecast-error.ts';
import { type DecodeEvent, type DecodeOutcome, decodePlaylist } from '../player/decode.ts';
import type { DecodeReport } from '../player/decode-report.ts';
import { pathText } from './options.ts';
import { onStopSignal } from './stop-signals.ts';

/** Exit status of a command that a second signal ended at once, as shells give it for SIGINT. */
const endedBySignal = 130;

type DecodeFlags = {
  readonly variant?: string;
  readonly output?: string;
  readonly delay?: number;
  readonly fromStart?: true;
  readonly giveUpAfter?: number;
  readonly json?: true;
};

const examples = `
Without --output nothing is written: every segment is fetched and checked. A .ts or .mp4 that was written plays as it is.
While live it follows through outages without limit. A playlist that is refused, or not there, is said at once; with
--give-up-after it is waited for. The first Ctrl-C ends it with what was got.

Examples:
  surecast decode https://origin.example/show/index.m3u8
  surecast decode https://origin.example/show/index.m3u8 --output show.ts
  surecast decode https://origin.example/show/index.m3u8 --delay 30 --output - | mpv -
  surecast decode https://origin.example/show/index.m3u8 --delay 30 --output - | ffplay -
  surecast decode /srv/origin/show/720p/index.m3u8 --json

Exit status: 0 all matches, 1 unreachable or unreadable, 2 wrong usage, 4 something is missing or does not match.`;

/** Adds the command `decode` to the program; it sets `process.exitCode`. */
export function registerDecode(program: Command): void {
  program
    .command('decode')
    .summary('follow a live or ended playlist, check every hash, write or play it')
    .description(
      'The decoding client: follows a live or ended HLS playlist, checks the SHA-256 of every segment, and writes ' +
        'what matches to a file or to standard output.',
    )
    .argument('<playlist>', 'http(s) URL or path of an index.m3u8, multivariant or media')
    .option('--variant <name>', 'variant to follow (default: the one with the highest bit rate)')
    .option('-o, --output <file>', 'file to write, or - for standard output', pathText)
    .option(
      '--delay <seconds>',
      'stay this far behind live, at a steady pace; rides out outages that long',
      seconds,
    )
    .option('--from-start', 'with --delay: begin with the oldest segment listed, not at live less the delay')
    .option(
      '--give-up-after <seconds>',
      'stop after this long without anything new, also at the start (default: never, while live)',
      seconds,
    )
    .option(
      '--json',
      'print one JSON object at the end (on standard error if the media goes to standard output)',
    )
    .addHelpText('after', examples)
    .action(runDecode);
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 31_536_000) return value;
  throw new InvalidArgumentError('It must be a number of seconds, 0 or more.');
}

async function runDecode(playlist: string, flags: DecodeFlags): Promise<void> {
  if (flags.output === '-' && process.stdout.isTTY) {
    throw new SurecastError('USAGE', 'Media does not go to a terminal.', {
      cure: 'Pipe it into a player (… --output - | mpv -), or name a file with --output.',
    });
  }
  const interrupt = new AbortController();
  const workIsOver = onStopSignal((asked) => {
    if (asked === 1) interrupt.abort();
    else process.exit(endedBySignal);
  });
  const status = new StatusLine();
  try {
    const { variant, output, delay, fromStart, giveUpAfter } = flags;
    const outcome = await decodePlaylist(
      { playlist, variant, output, delaySeconds: delay, fromStart, giveUpAfterSeconds: giveUpAfter },
      { signal: interrupt.signal, onEvent: (event) => status.show(event) },
    );
    status.end(outcome.report);
    finish(outcome, flags);
  } finally {
    workIsOver();
  }
}

function finish({ report, error }: DecodeOutcome, flags: DecodeFlags): void {
  if (flags.json)
    (flags.output === '-' ? process.stderr : process.stdout).write(`${JSON.stringify(report)}\n`);
  if (error) throw error;
  process.exitCode = report.mismatched === 0 && report.missing === 0 ? 0 : 4;
}

/** Progress on standard error: one line that changes on a terminal, a line now and then elsewhere. */
class StatusLine {
  readonly #isTerminal = process.stderr.isTTY === true;
  #lastLineAtMs = Date.now();
  #open = false;

  show(event: DecodeEvent): void {
    if (event.kind === 'said') {
      this.#clear();
      process.stderr.write(`${event.message}\n`);
      return;
    }
    if (this.#isTerminal) {
      const width = process.stderr.columns ?? 80;
      process.stderr.write(`\r\u001b[K${describe(event.report).slice(0, width - 1)}`);
      this.#open = true;
    } else if (Date.now() - this.#lastLineAtMs >= 10_000) {
      this.#lastLineAtMs = Date.now();
      process.stderr.write(`${describe(event.report)}\n`);
    }
  }

  end(report: DecodeReport): void {
    this.#clear();
    if (report.segments === 0) return;
    process.stderr.write(`${describe(report)}${report.ended ? ', ended' : ''}\n`);
  }

  #clear(): void {
    if (this.#open) process.stderr.write('\r\u001b[K');
    this.#open = false;
  }
}

function describe(report: DecodeReport): string {
  const parts: readonly (readonly [number, string])[] = [
    [report.unverified, 'without a hash'],
    [report.mismatched, 'MISMATCHED'],
    [report.missing, 'MISSING'],
    [report.gaps, 'gaps'],
    [report.discontinuities, 'discontinuities'],
    [report.retries, 'retries'],
  ];
  const more = parts.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`);
  const size = `${(report.bytes / 1e6).toFixed(1)} MB`;
  return `${report.verified} segments verified, ${report.durationSeconds.toFixed(1)} s, ${size}${more.join('')}`;
}
