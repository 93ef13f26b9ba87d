import type { Command } from 'commander';
import { parseBroadcastName } from '../contract/broadcast-name.ts';
import { askDirectory, type NetworkFlags, printReply } from './ask-directory.ts';
import { describeExplanation } from './explain-lines.ts';
import { identityOption, natsCredentialsOption, natsOption } from './network-options.ts';
import { jsonOption } from './options.ts';

const examples = `
Asks one member of the directory, which answers from its own copy of the plan, and says how old that is. Any identity of
the network may ask.

Examples:
  surecast explain sunday --nats tls://10.0.0.5:4222 --identity operator
  surecast explain sunday --nats tls://10.0.0.5:4222 --identity operator --json | jq '.candidates[0]'

Exit status: 0 shown, 1 the directory can't be reached, 2 the identity is none.`;

/** Adds the command `explain`; it sets `process.exitCode`. */
export function registerExplain(program: Command): void {
  program
    .command('explain')
    .summary('say why a broadcast is carried by the servers that carry it')
    .description(
      'Says which intermediates carry a broadcast in the delivery network, and why: what the directory knew, how old that is, and the candidates that were not chosen.',
    )
    .argument('<broadcast>', 'name of the broadcast')
    .addOption(natsOption().makeOptionMandatory())
    .addOption(natsCredentialsOption())
    .addOption(identityOption('whoever asks').makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (broadcast: string, flags: NetworkFlags) => {
      const name = parseBroadcastName(broadcast);
      const reply = await askDirectory(flags, { kind: 'explain', broadcast: name });
      printReply(flags, reply, () => describeExplanation(name, reply));
    });
}
