import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { networkSnapshot } from '../../contract/network/network-snapshot.ts';
import type { NodeIdentity } from '../../delivery/identity/node-identity.ts';
import { startNetworkProcesses } from '../../fixtures/network/network-processes.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { runSurecast } from '../testing/surecast-process.ts';

/** What a node answers to who shows this identity and asks for an object that is not there. */
function statusFor(nodeUrl: string, { tls }: NodeIdentity): Promise<number> {
  const { hostname, port } = new URL(nodeUrl);
  const options = { hostname, port, path: '/objects/show/720p/none.ts', agent: false, ...tls };
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`It did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a stolen node is revoked: nobody takes anything from it, also after a restart without a directory', async (t) => {
  const network = await startNetworkProcesses(temporaryDirectory(t));
  t.after(() => network.close());
  const { identities, nats } = network;
  await identities.admit('ada', ['operator']);
  const [, main, mid1] = await Promise.all([
    network.start('directory', ['directory']),
    network.start('main', ['main']),
    network.start('mid-1', ['intermediate']),
    network.start('mid-2', ['intermediate']),
  ]);
  const stolen = await identities.identityOf('mid-1');
  const as = ['--nats', nats.url, '--identity', identities.identityDirectory('ada')];
  const shown = async () => {
    const { status, stdout } = await runSurecast(['directory', 'show', '--json', ...as]);
    return status === 0 ? networkSnapshot.parse(JSON.parse(stdout)).plan : undefined;
  };
  await until('both are listed', async () => (await shown())?.intermediates.length === 2);
  assert.equal(await statusFor(main.nodeUrl, stolen), 404);

  const revoked = await runSurecast(['network', 'revoke', 'mid-1', ...as]);
  assert.equal(revoked.status, 0, revoked.stderr);
  assert.match(revoked.stdout, /mid-1 is revoked/);
  await until('main has heard of it', async () => (await statusFor(main.nodeUrl, stolen)) === 403);
  await until('it is off the list', async () => {
    const plan = await shown();
    const names = plan?.intermediates.map(({ name }) => name);
    return plan?.revoked?.join() === 'mid-1' && names?.includes('mid-1') === false;
  });
  await until('its own process has ended', () => mid1.said().includes('NODE_REVOKED'));
  assert.equal(await statusFor(main.nodeUrl, await identities.identityOf('mid-2')), 404);
  const asStolen = ['--nats', nats.url, '--identity', identities.identityDirectory('mid-1')];
  const looked = await runSurecast(['directory', 'show', ...asStolen]);
  assert.deepEqual([looked.status, looked.stderr.includes('NETWORK_UNREACHABLE')], [1, true]);

  await until('main has kept it', () => {
    const file = join(network.dataOf('main'), 'revoked.json');
    try {
      return readFileSync(file, 'utf8').includes('mid-1');
    } catch {
      return false;
    }
  });
  await nats.kill();
  await main.kill();
  const again = await network.start('main', ['main']);
  assert.equal(await statusFor(again.nodeUrl, stolen), 403);
});
