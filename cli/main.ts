/**
 * The program `surecast`: parses the command line, runs one command, and turns what it throws into a sentence, a cure
 * and an exit status.
 */
import { CommanderError } from 'commander';
import { type SurecastError, toSurecastError } from '../contract/surecast-error.ts';
import { dieWithLauncher } from './die-with-launcher.ts';
import { guardOutput, lostAnswer } from './guarded-output.ts';
import { leave } from './leave.ts';
import { createProgram } from './program.ts';
import { stopWithNpm } from './stop-with-npm.mjs';

async function main(): Promise<void> {
  if (process.channel === undefined) stopWithNpm();
  dieWithLauncher();
  // Meant for this process alone (see lean-node.mjs): FFmpeg has use for more heaps.
  delete process.env['MALLOC_ARENA_MAX'];
  const output = guardOutput(process.stdout);
  guardOutput(process.stderr);
  try {
    const program = await createProgram(process.argv[2]);
    await program.parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageStatus(error) : report(toSurecastError(error));
  }
  await leave();
  const lost = lostAnswer(output, process.argv.slice(2));
  if (lost !== undefined && Number(process.exitCode ?? 0) === 0) {
    report(lost);
    process.exitCode = 1;
  }
}

/** Commander has printed its sentence already. */
function usageStatus(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2;
}

function report(error: SurecastError): number {
  process.stderr.write(`surecast: ${error.message} (${error.code})\n${error.cure}\n`);
  if (error.code === 'INTERNAL' && error.cause instanceof Error)
    process.stderr.write(`${error.cause.stack}\n`);
  return error.exitStatus;
}

await main();
