import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { makeTestNetwork, type TestNetwork } from '../../fixtures/network/test-network.ts';
import { requireBinary } from '../../fixtures/servers/find-binary.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { connectControlPlane } from './connect-control-plane.ts';
import { findNatsServer } from './find-nats-server.ts';
import { type NatsChildOptions, startNatsChild } from './nats-child.ts';
import { until } from './testing/until.ts';

const run = promisify(execFile);

async function setUp(
  t: TestContext,
): Promise<{ network: TestNetwork; options: NatsChildOptions; log: string[] }> {
  const directory = temporaryDirectory(t);
  const network = await makeTestNetwork(directory);
  await network.admit('one', ['directory']);
  const log: string[] = [];
  const options = {
    program: await findNatsServer({ SURECAST_NATS_SERVER: requireBinary('natsServer') }),
    directory: join(directory, 'data', 'nats'),
    identityDirectory: network.identityDirectory('one'),
    name: 'one',
    port: await freeTcpPort(),
    log: (line: string) => void log.push(line),
  };
  return { network, options, log };
}

/** Process ids of nats-servers that were started with this test's configuration. */
async function serversOf(options: NatsChildOptions): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(`nats-server`) && line.includes(join(options.directory, 'nats.conf')))
    .filter((line) => !line.includes('nats-child-process'))
    .map((line) => Number.parseInt(line, 10));
}

const isOpen = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

test('a node’s own nats-server takes the network’s nodes, comes back when it dies, and ends with it', async (t) => {
  const { network, options, log } = await setUp(t);
  const child = await startNatsChild(options);
  t.after(() => child.close());
  const control = connectControlPlane({
    identity: await network.admit('two', ['edge']),
    servers: [child.url],
    log: () => undefined,
  });
  t.after(() => control.close());
  await until('it is connected', () => control.isConnected());
  await assert.rejects(startNatsChild(options), { code: 'NODE_ADDRESS_TAKEN' });
  const [pid = 0] = await serversOf(options);
  process.kill(pid, 'SIGKILL');
  await until('it is away', () => !control.isConnected());
  await until('it is back', () => control.isConnected());
  assert.ok(log.some((line) => line.includes('started again')));
  await control.close();
  await child.close();
  assert.deepEqual(await serversOf(options), []);
});

test('it ends with its parent, also when that is killed', async (t) => {
  const { options } = await setUp(t);
  const script = fileURLToPath(new URL('testing/nats-child-process.ts', import.meta.url));
  const { program, directory, identityDirectory, port } = options;
  const parent = spawn(process.execPath, [script, program, directory, identityDirectory, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => parent.kill('SIGKILL'));
  const [url] = await once(createInterface(parent.stdout), 'line');
  assert.equal(url, `tls://127.0.0.1:${port}`);
  assert.equal(await isOpen(port), true);
  parent.kill('SIGKILL');
  while (await isOpen(port)) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('a server that cannot start is said, with where its own words are', async (t) => {
  const { options } = await setUp(t);
  await assert.rejects(startNatsChild({ ...options, program: '/bin/true' }), { code: 'NETWORK_UNREACHABLE' });
  const program = join(options.identityDirectory, 'nats-server');
  await writeFile(program, '#!/bin/sh\necho "nats-server: v2.9.10"\n');
  await chmod(program, 0o755);
  await assert.rejects(findNatsServer({ SURECAST_NATS_SERVER: program }), { code: 'NETWORK_TOO_OLD' });
  await assert.rejects(findNatsServer({ SURECAST_NATS_SERVER: '/nowhere/nats-server' }), {
    code: 'NETWORK_SERVER_MISSING',
  });
  await assert.rejects(findNatsServer({ SURECAST_NATS_SERVER: '/bin/true' }), {
    code: 'NETWORK_SERVER_MISSING',
  });
  await assert.rejects(findNatsServer({ PATH: options.directory }), { code: 'NETWORK_SERVER_MISSING' });
  assert.equal(
    await findNatsServer({ PATH: `:${options.directory}`, SURECAST_NATS_SERVER: options.program }),
    options.program,
  );
});
