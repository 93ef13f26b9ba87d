import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { SurecastError, toSurecastError } from '../contract/surecast-error.ts';
import { type DecodeContext, newHealth } from './decode-context.ts';
import { type PipelineEnd, runPipeline } from './decode-pipeline.ts';
import { type DecodeReport, type DecodeTally, emptyTally, reportOf } from './decode-report.ts';
import { createResourceFetcher } from './fetch-resource.ts';
import { openPlaylist } from './open-playlist.ts';
import { playlistUrl } from './playlist-address.ts';
import { createSteeredFetcher } from './steering/steered-fetcher.ts';
import { defaultTuning, type Tuning } from './tuning.ts';
import { openOutput } from './write-output.ts';

export type DecodeOptions = {
  /** URL or path of a Multivariant or Media Playlist. */
  readonly playlist: string;
  /** Variant Stream to follow; undefined: the one with the highest bit rate. */
  readonly variant?: string | undefined;
  /** File to write, `-` for standard output, undefined to check only. */
  readonly output?: string | undefined;
  /** Seconds to hold the output behind live; undefined: as fast as it comes. */
  readonly delaySeconds?: number | undefined;
  /** Begins with the oldest segment listed even with a delay, instead of at live less the delay. */
  readonly fromStart?: boolean | undefined;
  /** Seconds without anything new after which it gives up; undefined: never, while live. */
  readonly giveUpAfterSeconds?: number | undefined;
  readonly tuning?: Partial<Tuning> | undefined;
  /** Stands in for standard output in tests. */
  readonly standardOutput?: (() => Writable) | undefined;
};

/** What happens meanwhile: a sentence for the person, or new figures. */
export type DecodeEvent =
  | { readonly kind: 'said'; readonly message: string }
  | { readonly kind: 'progress'; readonly report: DecodeReport };

export type DecodeOutcome = {
  readonly report: DecodeReport;
  /** - `interrupted`: the signal; `reader-gone`: nobody reads the output any more. */
  readonly stopped: PipelineEnd | 'failed';
  /** Set when it failed. */
  readonly error: SurecastError | undefined;
};

/**
 * Follows a playlist to its end, checks every segment against the playlist's SHA-256, and writes what matches.
 * Never rejects for what playlists, servers and disks do: that is the outcome's `error`, with the figures so far.
 *
 * @param control.signal stops it: what was got stays, and the outcome is `interrupted`.
 */
export async function decodePlaylist(
  options: DecodeOptions,
  control: { readonly signal?: AbortSignal; readonly onEvent?: (event: DecodeEvent) => void } = {},
): Promise<DecodeOutcome> {
  const tally = emptyTally(options.playlist);
  const done = new AbortController();
  const context = createContext(options, tally, control, done.signal);
  const onProgress = (): void => control.onEvent?.({ kind: 'progress', report: reportOf(tally) });
  try {
    const stopped = await openAndRun(options, context, onProgress, () => done.abort());
    return { report: reportOf(tally), stopped, error: undefined };
  } catch (error) {
    const isOurs = error instanceof SurecastError;
    if (control.signal?.aborted && !isOurs) {
      return { report: reportOf(tally), stopped: 'interrupted', error: undefined };
    }
    return { report: reportOf(tally), stopped: 'failed', error: toSurecastError(error) };
  } finally {
    done.abort();
    await context.fetcher.close();
  }
}

function createContext(
  options: DecodeOptions,
  tally: DecodeTally,
  control: { readonly signal?: AbortSignal; readonly onEvent?: (event: DecodeEvent) => void },
  done: AbortSignal,
): DecodeContext {
  const tuning = { ...defaultTuning, ...options.tuning };
  return {
    fetcher: createSteeredFetcher(createResourceFetcher(tuning.stallMs)),
    tuning,
    giveUpAfterMs: options.giveUpAfterSeconds === undefined ? undefined : options.giveUpAfterSeconds * 1000,
    tally,
    health: newHealth(),
    signal: control.signal ? AbortSignal.any([control.signal, done]) : done,
    say: (message) => control.onEvent?.({ kind: 'said', message }),
  };
}

async function openAndRun(
  options: DecodeOptions,
  context: DecodeContext,
  onProgress: () => void,
  stopFetching: () => void,
): Promise<PipelineEnd> {
  const url = playlistUrl(options.playlist);
  const opened = await openPlaylist(url, options.variant, context);
  context.tally.variant = opened.variant?.name ?? null;
  refuseOwnInput(options.output, [
    url,
    opened.url,
    ...opened.copy.playlist.segments.map((segment) => segment.url),
  ]);
  const output = await openOutput(options.output, options.standardOutput);
  let abandon = true;
  try {
    const { delaySeconds, fromStart = false } = options;
    const end = await runPipeline({
      opened,
      output,
      delaySeconds,
      fromStart,
      context,
      onProgress,
      stopFetching,
    });
    abandon = end !== 'ended';
    context.tally.ended = end === 'ended';
    return end;
  } finally {
    await output.close(abandon);
  }
}

/** Opening the output makes the file anew, which must not be one of those that are about to be read. */
function refuseOwnInput(output: string | undefined, inputs: readonly string[]): void {
  if (output === undefined || output === '-' || !inputs.includes(pathToFileURL(resolve(output)).href)) return;
  throw new SurecastError('USAGE', `${output} belongs to the playlist; the output must be another file.`);
}
