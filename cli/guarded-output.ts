import { SurecastError } from '../contract/surecast-error.ts';

/** What became of a stream's output. */
export type GuardedOutput = {
  /** Why something could not be written; undefined while all could. A reader that goes away (`| head`) is no failure. */
  readonly failure: () => NodeJS.ErrnoException | undefined;
};

/**
 * Keeps output that can't be written (a log file on a full disk) from ending anything: what is said meanwhile is lost, what
 * is said once there is room again is written.
 */
export function guardOutput(stream: NodeJS.WriteStream): GuardedOutput {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error;
  });
  return { failure: () => failure };
}

/** These say what they do; who wants to know how they ended has their exit status. */
const newsOnly: ReadonlySet<string | undefined> = new Set([
  'live',
  'console',
  'deliver',
  'drain',
  'rehearse',
  'node',
]);

/**
 * What a command is to end with whose standard output could not be written.
 * @param words the words of the command line, without the program's own
 */
export function lostAnswer(output: GuardedOutput, words: readonly string[]): SurecastError | undefined {
  const failure = output.failure();
  if (failure === undefined || (newsOnly.has(words[0]) && !words.includes('--json'))) return undefined;
  return new SurecastError('OUTPUT_UNWRITABLE', `Standard output can't be written (${failure.code}).`, {
    cure: 'Make room on its disk, or send the output somewhere else.',
  });
}
