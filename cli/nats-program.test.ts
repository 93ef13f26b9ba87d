import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';
import { natsEnvironment } from './nats-program.ts';

test('the set-up’s nats-server is the last to be taken', (t) => {
  const cache = temporaryDirectory(t);
  const empty = { SURECAST_CACHE: cache, PATH: '/nowhere' };
  assert.deepEqual(natsEnvironment(empty), empty);
  mkdirSync(join(cache, 'bin'));
  const kept = join(cache, 'bin', 'nats-server-2.15.2');
  writeFileSync(kept, '');
  assert.equal(natsEnvironment(empty)['SURECAST_NATS_SERVER'], kept);
  const named = { ...empty, SURECAST_NATS_SERVER: '/opt/nats-server' };
  assert.deepEqual(natsEnvironment(named), named);
  writeFileSync(join(cache, 'nats-server'), '');
  const onPath = { ...empty, PATH: `/nowhere:${cache}` };
  assert.deepEqual(natsEnvironment(onPath), onPath);
});
