import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { registerConsole } from './console.ts';
import { registerDecode } from './decode.ts';
import { registerDeliver } from './deliver.ts';
import { registerDevices } from './devices.ts';
import { registerDirectory } from './directory.ts';
import { registerDoctor } from './doctor.ts';
import { registerDrain } from './drain.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerImport } from './import.ts';
import { registerLive } from './live.ts';
import { registerNetwork } from './network.ts';
import { registerNode } from './node.ts';
import { registerRehearse } from './rehearse.ts';
import { registerSimulate } from './simulate.ts';
import { registerStatus } from './status.ts';
import { registerSupportBundle } from './support-bundle.ts';
import { registerVerify } from './verify.ts';

const exitStatuses = `
Exit status: 0 all is delivered and verified, 1 failed, 2 wrong usage (nothing was started),
3 stopped with undelivered files (they stay queued for \`surecast drain\`), 4 something does not match or hold.
`;

/** The command line with all its commands. Wrong usage is thrown as a `CommanderError`, whose sentence is printed by then. */
export function createProgram(): Command {
  const program = new Command('surecast')
    .description('A live encoder that loses nothing between the camera and the origin.')
    .version(packageJson.version)
    .showHelpAfterError('`surecast --help` shows the commands.')
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
    .addHelpText('after', exitStatuses)
    // Commands inherit this when they are made: errors come here instead of ending the process.
    .exitOverride();
  registerLive(program);
  registerConsole(program);
  registerDeliver(program);
  registerDrain(program);
  registerExport(program);
  registerImport(program);
  registerStatus(program);
  registerVerify(program);
  registerDecode(program);
  registerDevices(program);
  registerDoctor(program);
  registerRehearse(program);
  registerNode(program);
  registerDirectory(program);
  registerExplain(program);
  registerSimulate(program);
  registerSupportBundle(program);
  registerNetwork(program);
  for (const command of program.commands)
    command.showHelpAfterError(`\`surecast ${command.name()} --help\` shows what it takes.`);
  return program;
}

/** Commander's `error: …`, and what it suggests on a line of its own, in the form of all other errors. */
function usageError(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  const head = `surecast: ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. (USAGE)`;
  return `${[head, ...more].join('\n')}\n`;
}
