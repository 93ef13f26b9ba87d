/**
 * The program `surecast`: parses the command line, runs one command, and turns what it throws into a sentence, a cure
 * and an exit status.
 */
import { CommanderError } from 'commander';
import { type SurecastError, toSurecastError } from '../contract/surecast-error.ts';
import { dieWithLauncher } from './die-with-launcher.ts';
import { leave } from './leave.ts';
import { createProgram } from './program.ts';
import { stopWithNpm } from './stop-with-npm.mjs';

async function main(): Promise<void> {
  if (process.channel === undefined) stopWithNpm();
  dieWithLauncher();
  // Meant for this process alone (see lean-node.mjs): FFmpeg has use for more heaps.
  delete process.env['MALLOC_ARENA_MAX'];
  // A reader that goes away (`| head`) is no failure of ours.
  process.stdout.on('error', ignoreBrokenPipe);
  process.stderr.on('error', ignoreBrokenPipe);
  try {
    const program = await createProgram(process.argv[2]);
    await program.parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageStatus(error) : report(toSurecastError(error));
  }
  await leave();
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

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

await main();
