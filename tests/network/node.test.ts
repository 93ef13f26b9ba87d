import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runSurecast } from '../testing/surecast-process.ts';

describe('surecast node', { concurrency: true }, () => {
  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no role', [], /Required option '--role/],
    ['a role that is none', ['--role', 'captain'], /must be one of main, intermediate, edge, directory/],
    [
      'an identity that is not there',
      ['--role', 'edge', '--identity', '/nowhere', '--nats', 'tls://127.0.0.1:1'],
      /IDENTITY_INVALID/,
    ],
    ['a port that is none', ['--role', 'edge', '--viewers', '127.0.0.1:99999'], /port/],
    ['a NATS that is no address', ['--role', 'edge', '--nats', 'http://x'], /tls:\/\/HOST:PORT/],
    [
      'pulling without being main',
      ['--role', 'edge', '--pull', 's3://bucket/live/show'],
      /--role main goes with --pull/,
    ],
    [
      'threads beside nginx',
      ['--role', 'edge', '--data-plane', 'nginx', '--threads', '2'],
      /nginx takes all cores by itself/,
    ],
    ['half a certificate', ['--role', 'edge', '--tls-cert', '/etc/hosts'], /go together/],
  ];
  for (const [what, args, words] of refusals) {
    it(`refuses ${what} with a sentence, and starts nothing`, async (t) => {
      const data = await mkdtemp(join(tmpdir(), 'surecast-node-'));
      t.after(() => rm(data, { recursive: true, force: true }));
      const { status, stderr } = await runSurecast(['node', ...args, '--data', join(data, 'node')]);
      assert.equal(status, 2, stderr);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /\n\s+at /);
      assert.equal(existsSync(join(data, 'node', 'store')), false);
    });
  }

  it('tells the way out of the roles that a network of its own was begun with', async (t) => {
    const data = await mkdtemp(join(tmpdir(), 'surecast-node-'));
    t.after(() => rm(data, { recursive: true, force: true }));
    // Ends before anything is started, when the network of its own is there already.
    const startAs = (role: string) =>
      runSurecast(['node', '--role', role, '--data', data], {
        env: { SURECAST_NATS_SERVER: '/no/such/program' },
      });
    const first = await startAs('edge');
    assert.match(first.stderr, /NETWORK_SERVER_MISSING/);
    const other = await startAs('main');
    assert.equal(other.status, 2);
    assert.match(other.stderr, /NODE_ROLE_LACKING/);
    assert.ok(other.stderr.includes(join(data, 'identity')), other.stderr);
    await rm(join(data, 'identity'), { recursive: true });
    assert.match((await startAs('main')).stderr, /NETWORK_SERVER_MISSING/);
  });
});
