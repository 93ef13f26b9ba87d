import { Command, Help, type Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };

/** Adds one command to the program. */
type Register = (program: Command) => void;

/** Each command by its name, in the order of the help. One is loaded when it is meant: an engine keeps what it has loaded for days. */
const commands: ReadonlyMap<string, () => Promise<Register>> = new Map([
  ['live', async () => (await import('./live.ts')).registerLive],
  ['console', async () => (await import('./console.ts')).registerConsole],
  ['deliver', async () => (await import('./deliver.ts')).registerDeliver],
  ['drain', async () => (await import('./drain.ts')).registerDrain],
  ['export', async () => (await import('./export.ts')).registerExport],
  ['import', async () => (await import('./import.ts')).registerImport],
  ['status', async () => (await import('./status.ts')).registerStatus],
  ['verify', async () => (await import('./verify.ts')).registerVerify],
  ['decode', async () => (await import('./decode.ts')).registerDecode],
  ['devices', async () => (await import('./devices.ts')).registerDevices],
  ['doctor', async () => (await import('./doctor.ts')).registerDoctor],
  ['rehearse', async () => (await import('./rehearse.ts')).registerRehearse],
  ['node', async () => (await import('./node.ts')).registerNode],
  ['directory', async () => (await import('./directory.ts')).registerDirectory],
  ['explain', async () => (await import('./explain.ts')).registerExplain],
  ['simulate', async () => (await import('./simulate.ts')).registerSimulate],
  ['support-bundle', async () => (await import('./support-bundle.ts')).registerSupportBundle],
  ['network', async () => (await import('./network.ts')).registerNetwork],
]);

const exitStatuses = `
Exit status: 0 all is delivered and verified, 1 failed, 2 wrong usage (nothing was started),
3 stopped with undelivered files (they stay queued for \`surecast drain\`), 4 something does not match or hold.
`;

/**
 * The command line. Wrong usage is thrown as a `CommanderError`, whose sentence is printed by then.
 * @param first the first word that was typed: if it names a command, there is no other; else there are all of them
 */
export async function createProgram(first?: string): Promise<Command> {
  const program = new Command('surecast')
    .description('A live encoder that loses nothing between the camera and the origin.')
    .version(packageJson.version)
    .showHelpAfterError('`surecast --help` shows the commands.')
    .showSuggestionAfterError()
    .configureHelp({ optionDescription: describeOption })
    .helpCommand(false)
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
    .addHelpText('after', exitStatuses)
    // Commands inherit this when they are made: errors come here instead of ending the process.
    .exitOverride();
  const meant = commands.get(first ?? '');
  const registers = await Promise.all((meant ? [meant] : [...commands.values()]).map((load) => load()));
  for (const register of registers) register(program);
  registerHelp(program);
  for (const command of program.commands)
    command.showHelpAfterError(`\`surecast ${command.name()} --help\` shows what it takes.`);
  return program;
}

/** Commander's own, which says of a mandatory option that it is. */
function describeOption(option: Option): string {
  const description = new Help().optionDescription(option);
  return option.mandatory ? `${description} (required)` : description;
}

/** `help [command...]`: Commander's own takes one word, and has no sentence for a command that there is not. */
function registerHelp(program: Command): void {
  program
    .command('help')
    .description('display help for command')
    .argument('[command...]', 'the command, with the one below it')
    .action((words: readonly string[]) => {
      let shown = program;
      for (const word of words) {
        const found = shown.commands.find((command) => command.name() === word);
        if (found === undefined)
          return program.error(`error: there is no command '${words.join(' ')}'`, {
            code: 'commander.unknownCommand',
          });
        shown = found;
      }
      return shown.outputHelp();
    });
}

/** Commander's `error: …`, and what it suggests on a line of its own, in the form of all other errors. */
function usageError(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  const head = `surecast: ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}. (USAGE)`;
  return `${[head, ...more].join('\n')}\n`;
}
