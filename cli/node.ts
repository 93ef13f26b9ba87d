import { type Command, InvalidArgumentError, Option } from 'commander';
import { type NodeRole, nodeRoles } from '../contract/network/node-name.ts';
import { defaultNodePort } from '../contract/origin-url-syntax.ts';
import type { RunningNode } from '../delivery/node/open-node.ts';
import { byteCount, hostAndPort, serverUrl } from './listen-address.ts';
import { natsCredentialsOption, natsOption } from './network-options.ts';
import type { NodeFlags } from './node-settings.ts';
import { bitRate, pathText, positiveInteger } from './options.ts';
import { onStopSignal } from './stop-signals.ts';

const examples = `
Without --identity and --nats the node makes a network of its own in its data directory, with a nats-server as a child
process: everything on one machine. Elsewhere \`surecast network create\` makes a network, and \`surecast network admit\` an
identity for each node.

The first Ctrl-C drains: viewers and broadcasts move to other nodes, then it stops. The second stops at once.

Examples:
  surecast node --role main --role intermediate --role edge --role directory
  surecast node --role edge --identity /etc/surecast/edge-1 --nats tls://10.0.0.2:4222 --viewers 8080
  surecast node --role main --identity /etc/surecast/main --nats tls://10.0.0.2:4222 --pull s3://my-bucket/events/sunday`;

/** Adds the command `node`; it sets `process.exitCode`. */
export function registerNode(program: Command): void {
  program
    .command('node')
    .summary('be a server of the delivery network')
    .description(
      'Is a server of the delivery network: main, intermediate, edge, directory, or several of them.',
    )
    .addOption(
      new Option('--role <role>', `${nodeRoles.join(', ')} (repeatable)`)
        .choices(nodeRoles)
        .argParser(addRole)
        .makeOptionMandatory(),
    )
    .option('--identity <dir>', 'folder that `surecast network admit` made for this node', pathText)
    .option('--name <name>', 'name of the node in a network of its own (default: node)')
    .addOption(natsOption())
    .addOption(natsCredentialsOption())
    .option('--data <dir>', 'folder of what it stores', pathText, './surecast-node')
    .option(
      '--listen <address>',
      `HOST:PORT for nodes and encoders (default: this machine, port ${defaultNodePort})`,
      hostAndPort,
    )
    .option('--address <url>', 'https://HOST:PORT under which other nodes reach it', serverUrl)
    .option('--viewers <address>', 'edge: HOST:PORT for viewers (default: port 8080)', hostAndPort)
    .option('--viewers-address <url>', 'edge: http(s)://HOST:PORT under which viewers reach it', serverUrl)
    .option('--tls-cert <file>', 'edge: certificate for viewers with its chain, PEM', pathText)
    .option('--tls-key <file>', 'edge: its private key, PEM', pathText)
    .option('--max-viewers <count>', 'edge: viewers at a time', positiveInteger, 10_000)
    .option('--window <bytes>', 'edge: media held in memory', byteCount, 512 * 1024 ** 2)
    .option('--threads <count>', 'edge: threads that serve viewers, one a core', positiveInteger, 1)
    .addOption(
      new Option('--data-plane <kind>', 'edge: who serves viewers, this program or an nginx in front of it')
        .choices(['built-in', 'nginx'])
        .default('built-in'),
    )
    .option(
      '--nginx-cache <bytes>',
      'edge with nginx: media held on the disk (in the data folder)',
      byteCount,
      20 * 1024 ** 3,
    )
    .option('--signed-viewers', 'edge: only with a link from `surecast network sign-url`')
    .option(
      '--keep <bytes>',
      'intermediate: remove the oldest media beyond this (default: keep all)',
      byteCount,
    )
    .addOption(
      repeatable(
        '--pull <url>',
        'main: follow a broadcast at an origin, s3://BUCKET/PREFIX/NAME (repeatable)',
      ),
    )
    .option('--capacity <rate>', 'what it may send, bits per second, such as 10G', bitRate, 1e9)
    .option('--ready-json', 'print one line of JSON on standard output once it listens')
    .addHelpText('after', examples)
    .action(runNode);
}

function addRole(text: string, previous: readonly NodeRole[] | undefined): readonly NodeRole[] {
  const role = nodeRoles.find((each) => each === text);
  if (role === undefined) throw new InvalidArgumentError(`It must be one of ${nodeRoles.join(', ')}.`);
  return [...new Set([...(previous ?? []), role])];
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(
    (text: string, previous: readonly string[] | undefined): readonly string[] => [...(previous ?? []), text],
  );
}

async function runNode(flags: NodeFlags): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  // Loaded when they are needed: an encoder has no use for servers.
  const { nodeSettings } = await import('./node-settings.ts');
  const { openNode } = await import('../delivery/node/open-node.ts');
  const { options, publisherFile } = await nodeSettings(flags, log);
  const node = await openNode(options);
  sayReady(node, flags, publisherFile);
  const stopped = Promise.withResolvers<void>();
  const workIsOver = onStopSignal((asked) => {
    if (asked > 1) return stopped.resolve();
    log('Draining: viewers and broadcasts move to other nodes. Once more stops at once.');
    node.drain().then(stopped.resolve, stopped.reject);
  });
  try {
    await Promise.race([stopped.promise, node.failed]);
  } finally {
    workIsOver();
    await node.close();
  }
}

function sayReady(node: RunningNode, flags: NodeFlags, publisherFile: string | undefined): void {
  const { name, nodeUrl, viewerUrl, natsUrl } = node;
  if (flags.readyJson) {
    process.stdout.write(`${JSON.stringify({ name, nodeUrl, viewerUrl, natsUrl, pid: process.pid })}\n`);
    return;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  say(`Node ${name} (${flags.role.join(', ')}) listens at ${nodeUrl}.`);
  if (natsUrl !== undefined) say(`Its own NATS: ${natsUrl}.`);
  if (viewerUrl !== undefined) say(`Viewers: ${viewerUrl}/watch/NAME`);
  if (publisherFile !== undefined) {
    const { host } = new URL(nodeUrl);
    say(`Publish: SURECAST_PUBLISHER=${publisherFile} surecast live --origin surecast://${host}`);
  }
}
