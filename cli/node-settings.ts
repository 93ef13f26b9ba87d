import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NodeRole } from '../contract/network/node-name.ts';
import { networkBroadcast } from '../contract/network/object-key.ts';
import { formatOriginUrl, parseOriginUrl } from '../contract/origin-url.ts';
import { defaultNodePort } from '../contract/origin-url-syntax.ts';
import { SurecastError } from '../contract/surecast-error.ts';
import { admitNode } from '../delivery/identity/admit-node.ts';
import { createNetwork } from '../delivery/identity/create-network.ts';
import { loadIdentity } from '../delivery/identity/load-identity.ts';
import type { NodeIdentity } from '../delivery/identity/node-identity.ts';
import { writePublisherFile } from '../delivery/identity/publisher-file.ts';
import type {
  DataPlane,
  EdgeOptions,
  NatsOptions,
  NodeOptions,
  PullOptions,
} from '../delivery/node/node-options.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { HostAndPort } from './listen-address.ts';
import { certificateOf } from './listen-settings.ts';
import { natsEnvironment } from './nats-program.ts';

/** The options of `surecast node`. */
export type NodeFlags = {
  readonly role: readonly NodeRole[];
  readonly identity?: string;
  readonly name?: string;
  readonly nats?: readonly string[];
  readonly natsCredentials?: string;
  readonly data: string;
  readonly listen?: HostAndPort;
  readonly address?: string;
  readonly viewers?: HostAndPort;
  readonly viewersAddress?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly maxViewers: number;
  readonly window: number;
  readonly signedViewers?: true;
  readonly threads: number;
  readonly dataPlane: 'built-in' | 'nginx';
  readonly nginxCache: number;
  readonly keep?: number;
  readonly pull?: readonly string[];
  readonly capacity: number;
  readonly readyJson?: true;
};

/** What a node is started with, and where the publisher's file of a network of its own lies. */
export type NodeSettings = { readonly options: NodeOptions; readonly publisherFile: string | undefined };

const loopback = '127.0.0.1';
const defaultViewerPort = 8080;
const ownNatsPort = 4222;
const ownNetworkDays = 3650;

/** @throws SurecastError for what is wrong with the options, before anything is started */
export async function nodeSettings(flags: NodeFlags, log: (line: string) => void): Promise<NodeSettings> {
  const dataDirectory = resolve(flags.data);
  const { identity, publisherFile } = await chooseIdentity(flags, dataDirectory, log);
  refuseOtherRoles(flags, identity, dataDirectory);
  if (flags.pull !== undefined && !flags.role.includes('main'))
    throw new SurecastError('USAGE', 'Only a main server pulls from origins: --role main goes with --pull.');
  const listen = flags.listen ?? {
    host: flags.identity === undefined ? loopback : '0.0.0.0',
    port: defaultNodePort,
  };
  const options: NodeOptions = {
    identity,
    roles: flags.role,
    version: packageJson.version,
    dataDirectory,
    nats: natsOf(flags, ownIdentityIn(dataDirectory)),
    listen: { ...listen, url: flags.address },
    edge: flags.role.includes('edge') ? await edgeOf(flags, dataDirectory, log) : undefined,
    keepBytes: flags.keep,
    pulls: (flags.pull ?? []).map(readPull),
    capacityBitsPerSecond: flags.capacity,
    log,
  };
  return { options, publisherFile };
}

/** The identity of a network of its own has the roles of the first start: nobody else can admit it with others. */
function refuseOtherRoles(flags: NodeFlags, identity: NodeIdentity, dataDirectory: string): void {
  const lacking = flags.role.find((role) => !identity.roles.includes(role));
  if (lacking === undefined) return;
  const own = ownIdentityIn(dataDirectory);
  throw new SurecastError(
    'NODE_ROLE_LACKING',
    `${identity.name} is not admitted as ${lacking}.`,
    flags.identity === undefined
      ? {
          cure: `Remove the folder ${own}: it is made again with the roles of the next start. Or name another folder with --data.`,
        }
      : {},
  );
}

function natsOf(flags: NodeFlags, identityDirectory: string): NatsOptions {
  if (flags.nats !== undefined)
    return { kind: 'servers', urls: flags.nats, credentialsFile: flags.natsCredentials };
  if (flags.identity !== undefined)
    throw new SurecastError('USAGE', 'A node with an identity needs the address of its NATS: --nats URL.');
  return { kind: 'own', environment: natsEnvironment(process.env), identityDirectory, port: ownNatsPort };
}

async function edgeOf(
  flags: NodeFlags,
  dataDirectory: string,
  log: (line: string) => void,
): Promise<EdgeOptions> {
  const host = flags.identity === undefined ? loopback : '0.0.0.0';
  const listen = flags.viewers ?? { host, port: defaultViewerPort };
  return {
    listen: { ...listen, url: flags.viewersAddress },
    certificate: await certificateOf(flags, log),
    maxViewers: flags.maxViewers,
    windowBytes: flags.window,
    requiresToken: flags.signedViewers === true,
    threads: flags.threads,
    dataPlane: dataPlaneOf(flags, dataDirectory),
  };
}

function dataPlaneOf({ dataPlane: kind, nginxCache, threads }: NodeFlags, dataDirectory: string): DataPlane {
  if (kind === 'built-in') return { kind };
  if (threads > 1)
    throw new SurecastError(
      'USAGE',
      'nginx takes all cores by itself: --threads is for the built-in data plane.',
    );
  return { kind, environment: process.env, directory: join(dataDirectory, 'nginx'), cacheBytes: nginxCache };
}

/** `s3://BUCKET/PREFIX/NAME` (or `file:DIR/NAME`): the broadcast NAME at the origin before it. */
function readPull(text: string): PullOptions {
  const url = formatOriginUrl(parseOriginUrl(text));
  const slash = url.lastIndexOf('/');
  const broadcast = url.slice(slash + 1);
  const originUrl = url.slice(0, slash);
  if (networkBroadcast.safeParse(broadcast).success && URL.canParse(originUrl))
    return { originUrl: formatOriginUrl(parseOriginUrl(originUrl)), broadcast };
  throw new SurecastError('ORIGIN_URL_INVALID', `${text} names no broadcast at an origin.`, {
    cure: 'Write s3://BUCKET/PREFIX/NAME, where NAME is the broadcast.',
  });
}

const ownIdentityIn = (dataDirectory: string): string => join(dataDirectory, 'identity');

type ChosenIdentity = { readonly identity: NodeIdentity; readonly publisherFile: string | undefined };

async function chooseIdentity(
  flags: NodeFlags,
  dataDirectory: string,
  log: (line: string) => void,
): Promise<ChosenIdentity> {
  if (flags.identity === undefined) {
    warnOfForeignNats(flags, log);
    return ownNetwork(flags, dataDirectory);
  }
  if (flags.name !== undefined)
    throw new SurecastError('USAGE', 'The identity says what this node is called: leave --name away.');
  return { identity: await loadIdentity(resolve(flags.identity)), publisherFile: undefined };
}

/** A network of its own is known to nobody else at that NATS: good for one node with all roles, and no more. */
function warnOfForeignNats({ nats }: NodeFlags, log: (line: string) => void): void {
  if (nats === undefined) return;
  log(
    'No --identity was named: this node has a network of its own, which no other node at this NATS belongs to. To join one, name the folder from `surecast network admit`.',
  );
}

/** A network of this machine alone: made at the first start, kept in the data directory. */
async function ownNetwork(flags: NodeFlags, dataDirectory: string): Promise<ChosenIdentity> {
  const network = join(dataDirectory, 'network');
  const own = ownIdentityIn(dataDirectory);
  const publisherFile = join(dataDirectory, 'publisher.json');
  if (!existsSync(join(network, 'network.json'))) await createNetwork(network, 'own');
  if (!existsSync(join(own, 'network.json'))) {
    await admitNode(network, own, {
      name: flags.name ?? 'node',
      roles: flags.role,
      hosts: [loopback, 'localhost', ...(flags.listen === undefined ? [] : [flags.listen.host])],
      days: ownNetworkDays,
    });
  }
  if (!existsSync(publisherFile)) {
    const expiresAt = new Date(Date.now() + ownNetworkDays * 86_400_000);
    await writePublisherFile(network, publisherFile, { publisher: 'own', broadcasts: '*', expiresAt });
  }
  return { identity: await loadIdentity(own), publisherFile };
}
