import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { publisherFile } from '../contract/network/network-file.ts';
import { parseViewerPath } from '../contract/network/viewer-paths.ts';
import { loadIdentity } from '../delivery/identity/load-identity.ts';
import { checkPublishToken, checkWatchToken } from '../delivery/identity/tokens.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { runSurecast } from './testing/run-surecast.ts';

test('a network is made, and a server, a person, an encoder and a viewer let in', async (t) => {
  const directory = temporaryDirectory(t);
  const network = join(directory, 'network');
  const run = async (...args: string[]) => {
    const end = await runSurecast(['network', ...args]);
    assert.equal(end.status, 0, end.stderr);
    return end.stdout.trim();
  };
  await run('create', network, '--name', 'sunday');
  const node = join(directory, 'main-1');
  await run(
    ...[
      'admit',
      'main-1',
      '--role',
      'main',
      '--role',
      'directory',
      '--host',
      '10.0.0.1',
      '--host',
      'main.example',
    ],
    ...['--network', network, '--out', node, '--days', '7'],
  );
  const identity = await loadIdentity(node);
  assert.equal(identity.network, 'sunday');
  assert.deepEqual([...identity.roles].sort(), ['directory', 'main']);
  await run('admit', 'ada', '--role', 'operator', '--network', network, '--out', join(directory, 'ada'));
  const publisher = join(directory, 'studio.json');
  await run('publisher', 'studio', '--broadcasts', 'show-*', '--network', network, '--out', publisher);
  assert.equal((await stat(publisher)).mode & 0o777, 0o600);
  await checkPublishToken(
    identity,
    publisherFile.parse(JSON.parse(await readFile(publisher, 'utf8'))).token,
    'show-1',
  );
  const url = await run(
    'sign-url',
    'http://127.0.0.1:8080/watch/show-1',
    '--valid',
    '60',
    '--network',
    network,
  );
  const path = parseViewerPath(new URL(url).pathname);
  assert.equal(path?.kind, 'watch');
  await checkWatchToken(identity, path?.token ?? '', 'show-1');
});

test('what is wrong is said with its code', async (t) => {
  const directory = temporaryDirectory(t);
  const network = join(directory, 'network');
  const refused = async (code: string, ...args: string[]): Promise<void> => {
    const { status, stderr } = await runSurecast(['network', ...args]);
    assert.equal(status, 2, stderr);
    assert.ok(stderr.includes(`(${code})`), stderr);
  };
  const rest = ['--network', network, '--out', join(directory, 'out')];
  await refused('IDENTITY_INVALID', 'admit', 'a', '--role', 'edge', '--host', 'h', ...rest);
  await refused('USAGE', 'admit', 'a', '--role', 'king', '--host', 'h', ...rest);
  await refused('NODE_NAME_INVALID', 'admit', 'A', '--role', 'edge', '--host', 'h', ...rest);
});
