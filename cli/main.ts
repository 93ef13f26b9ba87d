/**
 * The program `surecast`: parses the command line, runs one command, and turns what it throws into a sentence, a cure
 * and an exit status.
 */
import { Command, CommanderError } from 'commander';
import { type SurecastError, toSurecastError } from '../contract/surecast-error.ts';
import packageJson from '../package.json' with { type: 'json' };
import { registerDecode } from './decode.ts';
import { registerDeliver } from './deliver.ts';
import { registerDevices } from './devices.ts';
import { dieWithLauncher } from './die-with-launcher.ts';
import { registerDoctor } from './doctor.ts';
import { registerDrain } from './drain.ts';
import { registerLive } from './live.ts';
import { registerStatus } from './status.ts';
import { stopWithNpm } from './stop-with-npm.mjs';
import { registerVerify } from './verify.ts';

const exitStatuses = `
Exit status: 0 all is delivered and verified, 1 failed, 2 wrong usage (nothing was started),
3 stopped with undelivered files (they stay queued for \`surecast drain\`), 4 something does not match.
`;

function createProgram(): Command {
  const program = new Command('surecast')
    .description('A live encoder that loses nothing between the camera and the origin.')
    .version(packageJson.version)
    .showHelpAfterError('(--help shows what it takes)')
    .showSuggestionAfterError()
    .addHelpText('after', exitStatuses)
    // Commands inherit this when they are made: errors come here instead of ending the process.
    .exitOverride();
  registerLive(program);
  registerDeliver(program);
  registerDrain(program);
  registerStatus(program);
  registerVerify(program);
  registerDecode(program);
  registerDevices(program);
  registerDoctor(program);
  return program;
}

async function main(): Promise<void> {
  if (process.channel === undefined) stopWithNpm();
  dieWithLauncher();
  // Meant for this process alone (see lean-node.mjs): FFmpeg has use for more heaps.
  delete process.env['MALLOC_ARENA_MAX'];
  // A reader that goes away (`| head`) is no failure of ours.
  process.stdout.on('error', ignoreBrokenPipe);
  process.stderr.on('error', ignoreBrokenPipe);
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageStatus(error) : report(toSurecastError(error));
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

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

await main();
