/**
 * `npm run demo:network`: a whole delivery network on this machine, of real processes: nats-server, a directory of two, a main
 * server, three intermediates, six edges, and an encoder with the test pattern. Prints pages to watch; Ctrl-C ends all.
 * `--seconds N` ends by itself. On many machines the same command lines work with other addresses: they are printed too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type NetworkProcesses,
  startNetworkProcesses,
  startTiers,
} from '../../fixtures/network/network-processes.ts';
import { bringConsole } from '../setup/console.mjs';
import { bringFfmpeg } from '../setup/ffmpeg.mjs';
import { endOnFailure } from '../setup/say.mjs';
import { bringGoTool, goTools } from '../test-tools/go-tools.ts';

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: { seconds: { type: 'string' }, console: { type: 'string', default: '7070' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function bringEverything(): Promise<void> {
  await bringFfmpeg();
  await bringConsole(root);
  process.env[goTools.natsServer.override] = await bringGoTool(goTools.natsServer);
}

/** The encoder, with a console whose Network screen shows all of it. */
async function startEncoder(directory: string, network: NetworkProcesses): Promise<ReturnType<typeof spawn>> {
  await network.identities.admit('operator', ['operator']);
  const config = join(directory, 'surecast.json');
  const watched = { nats: [network.nats.url], identity: network.identities.identityDirectory('operator') };
  await writeFile(config, JSON.stringify({ network: watched }));
  const { host } = new URL(network.nodes.get('main')?.nodeUrl ?? '');
  const args = ['live', '--broadcast', 'demo', '--config', config, '--data', join(directory, 'encoder')];
  return spawn(
    process.execPath,
    [join(root, 'cli', 'surecast.mjs'), ...args, '--origin', `surecast://${host}`, '--port', values.console],
    { stdio: 'inherit', env: { ...process.env, SURECAST_PUBLISHER: network.publisherFile } },
  );
}

function sayCommands(network: NetworkProcesses): void {
  const edge = network.nodes.get('edge-1');
  say('');
  say(
    `Watch: ${edge?.viewerUrl}/watch/demo (any edge will do; a new viewer of /join/demo is sent to one with room)`,
  );
  say('The network: the screen Network of the console below.');
  say(
    `An operator: npx surecast explain demo --nats ${network.nats.url} --identity ${network.identities.identityDirectory('operator')}`,
  );
  say('On many machines: `surecast network create`, `surecast network admit` for each, and on each');
  say('  npx surecast node --role ROLE --identity DIR --nats tls://HOST:PORT --listen 7443');
  say('');
}

async function demo(): Promise<void> {
  await bringEverything();
  const directory = await mkdtemp(join(tmpdir(), 'surecast-demo-'));
  const network = await startNetworkProcesses(directory);
  try {
    say('Starting two directory members, a main server, three intermediates and six edges …');
    await startTiers(network, { directories: 2, intermediates: 3, edges: 6 });
    for (const { name, nodeUrl, viewerUrl } of network.nodes.values())
      say(`  ${name.padEnd(16)} ${nodeUrl}  ${viewerUrl ?? ''}`);
    const encoder = await startEncoder(directory, network);
    sayCommands(network);
    const stop = (): void => void encoder.kill('SIGTERM');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    if (values.seconds !== undefined) setTimeout(stop, Number(values.seconds) * 1_000);
    const [status] = await once(encoder, 'exit');
    process.exitCode = status ?? 1;
  } finally {
    await network.close();
    await rm(directory, { recursive: true, force: true });
  }
}

await demo().catch(endOnFailure);
