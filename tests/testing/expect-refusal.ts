import assert from 'node:assert/strict';
import { type CommandOptions, runSurecast } from './surecast-process.ts';

/** What a command that is refused must end with. */
export type Refusal = {
  readonly status: 1 | 2 | 4;
  /** From the table of errors. */
  readonly code: string;
  /** Something that the sentence or the cure must hold: the name of the thing concerned. */
  readonly names?: string;
};

/**
 * Runs a command with `--json` that must be refused: the exit status, one sentence with its code and a line with the cure on
 * standard error, nothing on standard output, no stack trace.
 */
export async function expectRefusal(
  args: readonly string[],
  refusal: Refusal,
  options: CommandOptions = {},
): Promise<void> {
  const { status, stdout, stderr } = await runSurecast([...args, '--json'], options);
  assert.deepEqual([status, stdout], [refusal.status, ''], stderr);
  const lines = stderr.trimEnd().split('\n');
  const sentence = lines.findIndex(
    (line) => line.startsWith('surecast: ') && line.endsWith(`(${refusal.code})`),
  );
  assert.ok(sentence >= 0, `a sentence with ${refusal.code} is among: ${stderr}`);
  assert.match(lines[sentence + 1] ?? '', /\w+ .*[.)]$/, 'a cure follows');
  assert.doesNotMatch(stderr, /^\s+at /m, 'there is no stack trace');
  assert.ok(stderr.includes(refusal.names ?? ''), `${refusal.names} is named in: ${stderr}`);
}
