import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanation } from '../contract/network/explanation.ts';
import { networkSnapshot } from '../contract/network/network-snapshot.ts';
import { openDirectoryLab } from '../delivery/directory/testing/directory-lab.ts';
import { runSurecast } from './testing/run-surecast.ts';

test('an operator explains, shows, drains and chooses from the command line', async (t) => {
  const lab = await openDirectoryLab(t);
  const { control } = await lab.startMember('dir-1');
  const names = ['mid-1', 'mid-2', 'mid-3'];
  for (const name of names) await lab.startNode(name, ['intermediate']);
  const publisher = await lab.startClient('main', ['main']);
  await lab.network.admit('operator', ['operator']);
  const store = await control.openPlanStore();
  const isListed = () => store.current()?.plan.intermediates.length === names.length;
  while (!isListed()) await new Promise((resolve) => setTimeout(resolve, 50));
  const main = { name: 'main', nodeUrl: 'https://main:7400' };
  await publisher.directory.ask({ kind: 'register', broadcast: 'sunday', main });

  const as =
    (name: string) =>
    (...args: string[]) =>
      runSurecast([...args, '--nats', lab.nats.url, '--identity', lab.network.identityDirectory(name)]);
  const operator = as('operator');

  const explained = await operator('explain', 'sunday');
  assert.equal(explained.status, 0, explained.stderr);
  for (const word of ['primary', 'standby', 'dir-1', 'weighted-rendezvous-bounded@1', ...names])
    assert.ok(explained.stdout.includes(word), `${word} is not in ${explained.stdout}`);
  const { stdout: json } = await operator('explain', 'sunday', '--json');
  const { answer } = explanation.parse(JSON.parse(json));
  assert.ok(answer.kind === 'assigned');
  const [drained] = answer.servers.map(({ name }) => name);
  assert.ok(drained);

  assert.equal((await operator('directory', 'drain', drained)).status, 0);
  const dry = await operator('directory', 'algorithm', 'least-loaded', '--dry-run');
  assert.match(dry.stdout, /would move/);
  assert.equal((await operator('directory', 'algorithm', 'two-choices@1')).status, 0);
  const shown = await operator('directory', 'show', '--json');
  const { plan } = networkSnapshot.parse(JSON.parse(shown.stdout));
  assert.deepEqual(
    [plan?.algorithm.name, plan?.intermediates.find(({ name }) => name === drained)?.state],
    ['two-choices', 'draining'],
  );
  assert.ok(plan?.broadcasts['sunday']?.servers.includes(drained) === false);
  assert.equal((await operator('directory', 'roll-back')).status, 0);
  assert.equal((await operator('directory', 'drain', drained, '--undo')).status, 0);
  assert.match((await operator('directory', 'show')).stdout, /weighted-rendezvous-bounded@1/);

  const revoked = await operator('network', 'revoke', 'mid-3');
  assert.deepEqual([revoked.status, revoked.stdout.includes('mid-3 is revoked')], [0, true], revoked.stderr);
  assert.match((await operator('directory', 'show')).stdout, /^Revoked: mid-3\.$/m);
  const notOne = await operator('network', 'revoke', 'Mid_3');
  assert.deepEqual([notOne.status, notOne.stderr.includes('small letters')], [2, true]);
  assert.equal((await as('mid-1')('network', 'revoke', 'mid-2')).status, 2);

  const refused = await as('mid-1')('directory', 'roll-back');
  assert.deepEqual([refused.status, refused.stderr.includes('NODE_ROLE_LACKING')], [2, true]);
  const wrong = await operator('directory', 'algorithm', 'of-tomorrow@3');
  assert.deepEqual([wrong.status, wrong.stderr.includes('NETWORK_REFUSED')], [1, true]);
});
