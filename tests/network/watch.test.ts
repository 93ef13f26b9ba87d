import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { explanation } from '../../contract/network/explanation.ts';
import { startNetworkProcesses } from '../../fixtures/network/network-processes.ts';
import { startConsole } from '../testing/console-process.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

/** What a node's port answers to whoever shows these certificates, or none. */
function ask(
  url: string,
  tls: { ca: string; cert?: string; key?: string },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(url, tls, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .once('error', reject)
      .end();
  });
}

test('the console shows a real network and explains it; Prometheus measures its nodes', {
  timeout: 400_000,
}, async (t) => {
  const place = await createWorkplace(t);
  const network = await startNetworkProcesses(`${place.root}/network`);
  t.after(() => network.close());
  await network.identities.admit('ada', ['operator']);
  const main = await network.start('main', ['main', 'directory']);
  await network.start('mid', ['intermediate']);
  await network.start('edge', ['edge']);
  const origin = `surecast://${new URL(main.nodeUrl).host}`;
  const env = { SURECAST_PUBLISHER: network.publisherFile };
  const sent = await runSurecast(liveArgs(place, [origin], '--duration', '3'), { env });
  assert.equal(sent.status, 0, sent.stdout + sent.stderr);

  const identity = network.identities.identityDirectory('ada');
  const config = JSON.parse(await readFile(place.config, 'utf8'));
  await writeFile(
    place.config,
    JSON.stringify({ ...config, network: { nats: [network.nats.url], identity } }),
  );
  const console = await startConsole(place, [], { env });
  t.after(() => console.program.signal('SIGKILL'));
  assert.equal((await console.call('me')).hasNetwork, true);
  for (;;) {
    const seen = await console.call('network');
    const names =
      seen.kind === 'snapshot' ? seen.nodes.map(({ heartbeat }) => heartbeat.name).toSorted() : [];
    const servers = seen.kind === 'snapshot' ? seen.plan?.broadcasts['show']?.servers : [];
    if (names.join() === 'edge,main,mid' && servers?.join() === 'mid') break;
    await sleep(200);
  }
  const headers = { authorization: `Bearer ${console.token}` };
  const why = await console.send({ path: '/api/network/show', headers });
  assert.equal(explanation.parse(JSON.parse(why.body)).candidates[0]?.outcome, 'primary', why.body);
  const unknown = await console.send({ path: '/api/network/nothing', headers });
  assert.equal(explanation.parse(JSON.parse(unknown.body)).candidates[0]?.outcome, 'would be primary');

  const pem = async (name: string): Promise<string> => readFile(join(identity, name), 'utf8');
  const ca = await pem('ca.pem');
  const measured = await ask(`${main.nodeUrl}/metrics`, {
    ca,
    cert: await pem('node.pem'),
    key: await pem('node-key.pem'),
  });
  assert.equal(measured.status, 200, measured.text);
  assert.match(measured.text, /^surecast_node_store_bytes [1-9]\d+$/m);
  assert.match(measured.text, /^surecast_node_issue_attested_objects\{server="mid"\} [1-9]/m);
  assert.match(measured.text, /^surecast_node_control_plane_connected 1$/m);
  assert.equal((await ask(`${main.nodeUrl}/metrics`, { ca })).status, 403);

  await network.nats.kill();
  for (;;) {
    const seen = await console.call('network');
    if (seen.kind === 'unreachable') {
      assert.equal(seen.code, 'NETWORK_UNREACHABLE');
      break;
    }
    await sleep(200);
  }
});
