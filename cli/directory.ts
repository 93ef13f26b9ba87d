import { type Command, InvalidArgumentError } from 'commander';
import { type AlgorithmId, algorithmId } from '../contract/network/plan.ts';
import { algorithms } from '../delivery/enumeration/registry.ts';
import { askDirectory, type NetworkFlags, printReply } from './ask-directory.ts';
import { describeChange, describeDirectory } from './directory-lines.ts';
import { identityOption, natsCredentialsOption, natsOption, nodeNameText } from './network-options.ts';
import { jsonOption } from './options.ts';

const examples = `
Examples:
  surecast directory show --nats tls://10.0.0.5:4222 --identity operator
  surecast directory drain mid-2 --nats tls://10.0.0.5:4222 --identity operator
  surecast directory algorithm least-loaded@1 --dry-run --nats tls://10.0.0.5:4222 --identity operator

Algorithms:
${algorithms.map(({ id, summary }) => `  ${id.name}@${id.version}\n      ${summary}`).join('\n')}

Exit status: 0 done, 1 the directory can't be reached or refuses, 2 wrong usage, or the identity may not.`;

/** Adds the command `directory` with what an operator asks of it; each sets `process.exitCode`. */
export function registerDirectory(program: Command): void {
  const directory = program
    .command('directory')
    .summary('look at a delivery network’s directory, and operate it')
    .description(
      'Shows who carries which broadcast in the delivery network, drains nodes, and chooses the algorithm.',
    )
    .addHelpText('after', examples);
  command(directory, 'show', 'show the plan and the nodes').action(async (flags: NetworkFlags) => {
    printReply(flags, await askDirectory(flags, { kind: 'snapshot' }), describeDirectory);
  });
  command(directory, 'drain', 'give a node nothing new, and what it has to others')
    .argument('<node>', 'name of the node', nodeNameText)
    .option('--undo', 'let it work again')
    .action(drain);
  command(directory, 'algorithm', 'choose the algorithm, and place all broadcasts by it')
    .argument('<algorithm>', 'NAME or NAME@VERSION', parseAlgorithm)
    .option('--dry-run', 'only tell what would move')
    .action(chooseAlgorithm);
  command(directory, 'roll-back', 'return to the algorithm before').action(async (flags: NetworkFlags) => {
    printReply(flags, await askDirectory(flags, { kind: 'roll-back' }), describeChange);
  });
  for (const each of directory.commands)
    each.showHelpAfterError(`\`surecast directory ${each.name()} --help\` shows what it takes.`);
}

const command = (directory: Command, name: string, summary: string): Command =>
  directory
    .command(name)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .addOption(natsOption().makeOptionMandatory())
    .addOption(natsCredentialsOption())
    .addOption(identityOption('an operator').makeOptionMandatory())
    .addOption(jsonOption());

async function drain(node: string, flags: NetworkFlags & { readonly undo?: true }): Promise<void> {
  const draining = flags.undo !== true;
  const reply = await askDirectory(flags, { kind: 'drain', node, draining });
  printReply(flags, reply, () => (draining ? `${node} drains.` : `${node} drains no more.`));
}

async function chooseAlgorithm(
  algorithm: AlgorithmId,
  flags: NetworkFlags & { readonly dryRun?: true },
): Promise<void> {
  const dryRun = flags.dryRun === true;
  printReply(
    flags,
    await askDirectory(flags, { kind: 'choose-algorithm', algorithm, dryRun }),
    describeChange,
  );
}

/** Without a version: the newest that this program knows. With one it may be known to the directory alone. */
function parseAlgorithm(text: string): AlgorithmId {
  const [name = '', version] = text.split('@');
  const known = algorithms.filter(({ id }) => id.name === name).map(({ id }) => id.version);
  if (version === undefined && known.length === 0)
    throw new InvalidArgumentError('It must be one that the help lists, or NAME@VERSION.');
  const newest = Math.max(...known);
  const parsed = algorithmId.safeParse({ name, version: version === undefined ? newest : Number(version) });
  if (!parsed.success) throw new InvalidArgumentError('It must be NAME or NAME@VERSION.');
  return parsed.data;
}
