import type { Command } from 'commander';
import { createProgram } from '../../cli/program.ts';
import { defaultDataDirectory } from '../../engine/data-directory.ts';

const head = `# Command line

Made from the program's own help by \`npm run docs\`; do not edit. In a checkout the program is \`npx surecast\`;
\`npm start\` is \`surecast live\`, and takes its options after \`--\`.
`;

/** Columns that the help is wrapped at. */
const width = 110;

/** The page docs/reference/cli.md: what `surecast --help` and each command's `--help` print. */
export async function cliReference(): Promise<string> {
  const program = await createProgram();
  const told = program.commands.filter((command) => command.name() !== 'help');
  const commands = told.flatMap((command) => sections(`surecast ${command.name()}`, command));
  return [head, section('surecast', program), ...commands].join('\n');
}

/** A command's, and those of what belongs to it. */
const sections = (title: string, command: Command): string[] => [
  section(title, command),
  ...command.commands.flatMap((each) => sections(`${title} ${each.name()}`, each)),
];

function section(title: string, command: Command): string {
  return `## ${title}\n\n\`\`\`text\n${helpOf(command).trim()}\n\`\`\`\n`;
}

/** The same on every machine: with one width, without colours, and with a home folder that is nobody's. */
function helpOf(command: Command): string {
  let text = '';
  for (const option of command.options) {
    if (option.defaultValue === defaultDataDirectory())
      option.defaultValueDescription = '~/.local/share/surecast on Linux';
  }
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}
