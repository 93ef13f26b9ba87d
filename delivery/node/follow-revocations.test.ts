import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { until } from '../control/testing/until.ts';
import { openDirectoryLab } from '../directory/testing/directory-lab.ts';
import { followRevocations, readRevocations } from './follow-revocations.ts';

test('whom an operator revokes nobody hears any more, and a directory that has lost its plan is told by who remembers', async (t) => {
  const lab = await openDirectoryLab(t);
  const file = join(temporaryDirectory(t), 'revoked.json');
  const members = [await lab.startMember('dir-1'), await lab.startMember('dir-2')];
  const edge = await lab.startNode('edge', ['edge']);
  const own: string[] = [];
  const log = (): void => undefined;
  const { identity, control } = edge;
  t.after(followRevocations({ control, identity, file, log, onOwn: ({ code }) => own.push(code) }));
  const ada = await lab.startOperator('ada');
  const ben = await lab.startOperator('ben');
  await until('all are heard', () => ['dir-1', 'dir-2'].every((name) => control.nodes.isAlive(name)));

  // One of the members is the one that was stolen, and may be the one that is asked first.
  await ada.ask({ kind: 'revoke', node: 'dir-2' });
  await until('who operates has heard of it', () => ada.identity.revocations.has('dir-2'));
  await ada.ask({ kind: 'revoke', node: 'ben' });
  await until('the edge has heard of both', () => identity.revocations.names().join() === 'ben,dir-2');
  await until('it hears no more of the member', () => !control.nodes.isAlive('dir-2'));
  assert.equal(control.nodes.isAlive('dir-1'), true);
  await assert.rejects(ben.ask({ kind: 'revoke', node: 'ada' }), { code: 'NETWORK_UNREACHABLE' });
  assert.deepEqual(own, []);

  for (const member of members) await member.die();
  await lab.nats.kill();
  await lab.nats.start({ isStoreLost: true });
  const { identity: newMember, control: newControl } = await lab.startMember('dir-3');
  await until(
    'it is kept on the disk',
    () => existsSync(file) && readFileSync(file, 'utf8').includes('dir-2'),
  );
  await readRevocations(file, newMember, log);
  const store = await newControl.openPlanStore();
  await until('they are in the plan again', () => store.current()?.plan.revoked?.join() === 'ben,dir-2');

  const again = await ada.ask({ kind: 'revoke', node: 'edge' });
  assert.equal(again.kind, 'done');
  await until('the edge has heard that it is meant', () => own.length > 0);
  assert.equal(own[0], 'NODE_REVOKED');
  await assert.rejects(readRevocations(file, identity, log), { code: 'NODE_REVOKED' });
});

test('a file that is damaged, can’t be read, or is of another network, lets nobody in and keeps no node from starting', async (t) => {
  const lab = await openDirectoryLab(t);
  const { identity } = await lab.startNode('edge', ['edge']);
  const file = join(temporaryDirectory(t), 'revoked.json');
  const said: string[] = [];
  await readRevocations(file, identity, (line) => said.push(line));
  assert.equal(said.length, 0);
  const other = JSON.stringify({ version: 1, authority: 'another', revoked: ['edge'] });
  for (const text of ['', '{"version":1,"authority":"","revoked":["NO NAME"]}', other]) {
    await writeFile(file, text);
    await readRevocations(file, identity, (line) => said.push(line));
  }
  assert.deepEqual([said.length, identity.revocations.names()], [2, []]);
  // Whoever runs as root may read any file; a folder nobody.
  const unreadable = temporaryDirectory(t);
  await readRevocations(unreadable, identity, (line) => said.push(line));
  assert.match(said[2] ?? '', /can’t be read: .* takes nobody for revoked until it hears the directory/);
  assert.deepEqual([said.length, identity.revocations.names()], [3, []]);
});
