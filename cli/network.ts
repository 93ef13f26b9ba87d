import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CertificateRole, certificateRoles } from '../contract/network/node-name.ts';
import type { NetworkFlags } from './ask-directory.ts';
import { identityOption, natsCredentialsOption, natsOption, nodeNameText } from './network-options.ts';
import { integerWithin, jsonOption, pathText } from './options.ts';

const examples = `
A network is one authority: servers take part in it with a certificate that it issued, encoders with a publisher file. The folder of the
network holds its secrets and stays with the operator; what \`admit\` and \`publisher\` write goes to the machine concerned.

Examples:
  surecast network create ./network
  surecast network admit main-1 --role main --role directory --host 10.0.0.1 --network ./network --out ./main-1
  surecast network admit ada --role operator --network ./network --out ./ada
  surecast network publisher studio-1 --broadcasts "sunday-*" --network ./network --out ./studio-1.json
  surecast network revoke edge-1 --nats tls://10.0.0.1:4222 --identity ./ada
  surecast network sign-url https://edge.example/live/sunday-1/index.m3u8 --valid 3600 --network ./network`;

/** Loaded when they are needed: an encoder has no use for what makes certificates. */
const identity = {
  create: () => import('../delivery/identity/create-network.ts'),
  admit: () => import('../delivery/identity/admit-node.ts'),
  publisher: () => import('../delivery/identity/publisher-file.ts'),
  signUrl: () => import('../delivery/identity/sign-viewer-url.ts'),
};

const dayMs = 86_400_000;
const defaultDays = 365;
/** A century: certificates can’t name a day after the year 9999. */
const holdDays = { least: 1, most: 36_500 };
/** Ten years. */
const validSeconds = { least: 1, most: 315_360_000 };

/** Adds the command `network` with what belongs to it. */
export function registerNetwork(program: Command): void {
  const network = program
    .command('network')
    .summary('make a delivery network, and let servers, encoders and viewers in')
    .description('Makes a delivery network, and lets servers, people, encoders and viewers in.')
    .addHelpText('after', examples);
  registerCreate(network);
  registerAdmit(network);
  registerPublisher(network);
  registerSignUrl(network);
  registerRevoke(network);
  for (const command of network.commands)
    command.showHelpAfterError(`\`surecast network ${command.name()} --help\` shows what it takes.`);
}

function registerCreate(network: Command): void {
  network
    .command('create')
    .description('Makes a network: a folder with its authority and the key of its tokens.')
    .argument('<dir>', 'folder to make', pathText)
    .option('--name <name>', 'name of the network', 'surecast')
    .action(async (directory: string, { name }: { readonly name: string }) => {
      const { createNetwork } = await identity.create();
      await createNetwork(resolve(directory), name);
      say(`The network ${name} is in ${directory}. Keep that folder: whoever has it lets others in.`);
    });
}

type AdmitFlags = {
  readonly role: readonly CertificateRole[];
  readonly host?: readonly string[];
  readonly network: string;
  readonly out: string;
  readonly days: number;
};

function registerAdmit(network: Command): void {
  network
    .command('admit')
    .description('Admits a server, or a person who operates: writes a folder with a certificate and its key.')
    .argument('<name>', 'its name: small letters, digits and dashes')
    .addOption(
      new Option('--role <role>', `what it may be: ${certificateRoles.join(', ')} (repeatable)`)
        .argParser(role)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--host <host>',
        'name or address that other servers reach it by (repeatable; a person needs none)',
      ).argParser((text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text]),
    )
    .addOption(networkOption())
    .requiredOption('--out <dir>', 'folder to write, which goes to that machine', pathText)
    .addOption(daysOption())
    .action(async (name: string, { role: roles, host: hosts = [], out, days, network: from }: AdmitFlags) => {
      const { admitNode } = await identity.admit();
      await admitNode(resolve(from), resolve(out), { name, roles, hosts, days });
      say(`${name} is admitted as ${roles.join(', ')}, until ${day(days)}. ${out} goes to its machine.`);
    });
}

type PublisherFlags = {
  readonly broadcasts: string;
  readonly network: string;
  readonly out: string;
  readonly days: number;
};

function registerPublisher(network: Command): void {
  network
    .command('publisher')
    .description('Writes the file with which an encoder publishes to the network. It is a secret.')
    .argument('<name>', 'who publishes, for people', publisherName)
    .requiredOption('--broadcasts <pattern>', 'name of a broadcast, or a beginning of names with * behind it')
    .addOption(networkOption())
    .requiredOption('--out <file>', 'file to write; on the encoder, SURECAST_PUBLISHER names it', pathText)
    .addOption(daysOption())
    .action(async (publisher: string, { broadcasts, network: from, out, days }: PublisherFlags) => {
      const { writePublisherFile } = await identity.publisher();
      const expiresAt = new Date(Date.now() + days * dayMs);
      await writePublisherFile(resolve(from), resolve(out), { publisher, broadcasts, expiresAt });
      say(`${publisher} may publish ${broadcasts} until ${day(days)}, with SURECAST_PUBLISHER=${out}.`);
    });
}

function registerSignUrl(network: Command): void {
  network
    .command('sign-url')
    .description('Prints a viewer’s URL that opens one broadcast until it expires.')
    .argument('<url>', 'as edges serve it: https://HOST/live/NAME/index.m3u8 or https://HOST/watch/NAME')
    .addOption(networkOption())
    .requiredOption(
      '--valid <seconds>',
      `how long it opens the broadcast, to ${validSeconds.most.toLocaleString('en')}`,
      integerWithin(validSeconds),
    )
    .action(
      async (url: string, { network: from, valid }: { readonly network: string; readonly valid: number }) => {
        const { signViewerUrl } = await identity.signUrl();
        say(await signViewerUrl(resolve(from), url, new Date(Date.now() + valid * 1_000)));
      },
    );
}

function registerRevoke(network: Command): void {
  network
    .command('revoke')
    .description('Tells a running network to take nothing from a node any more. There is no way back.')
    .argument('<name>', 'its name, which can’t be used again', nodeNameText)
    .addOption(natsOption().makeOptionMandatory())
    .addOption(natsCredentialsOption())
    .addOption(identityOption('an operator').makeOptionMandatory())
    .addOption(jsonOption())
    .action(async (node: string, flags: NetworkFlags) => {
      const { askDirectory, printReply } = await import('./ask-directory.ts');
      const reply = await askDirectory(flags, { kind: 'revoke', node });
      printReply(
        flags,
        reply,
        () =>
          `${node} is revoked: the network takes nothing from it any more. What replaces it needs another name.`,
      );
    });
}

const networkOption = (): Option =>
  new Option('--network <dir>', 'folder of the network').argParser(pathText).makeOptionMandatory();

const daysOption = (): Option =>
  new Option('--days <days>', `how long it holds, to ${holdDays.most.toLocaleString('en')}`)
    .argParser(integerWithin(holdDays))
    .default(defaultDays);

function publisherName(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty: it must name somebody.');
}

function role(text: string, previous: readonly CertificateRole[] | undefined): CertificateRole[] {
  const found = certificateRoles.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`It is one of ${certificateRoles.join(', ')}.`);
  return [...(previous ?? []).filter((each) => each !== found), found];
}

const day = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

const say = (line: string): void => void process.stdout.write(`${line}\n`);
