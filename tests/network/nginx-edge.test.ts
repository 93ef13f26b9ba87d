import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNetworkProcesses } from '../../fixtures/network/network-processes.ts';
import { readEncoded } from '../../trials/network/encoded-bytes.ts';
import { startHeadlessViewer } from '../../trials/network/headless-viewer.ts';
import { liveArgs } from '../testing/live-args.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const withNginx = ['--data-plane', 'nginx', '--nginx-cache', '100M'];

test('an edge with nginx gives viewers every byte, also after it was killed, and takes nginx along', {
  timeout: 400_000,
}, async (t) => {
  const place = await createWorkplace(t);
  // Not below the workplace, whose end kills whatever is started with a path in it.
  const directory = await mkdtemp(join(tmpdir(), 'surecast-network-'));
  const network = await startNetworkProcesses(directory);
  t.after(async () => {
    await network.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 20 });
  });
  const main = await network.start('main', ['main', 'intermediate', 'directory']);
  const edge = await network.start('edge-1', ['edge'], withNginx);
  const live = startSurecast(liveArgs(place, [`surecast://${new URL(main.nodeUrl).host}`]), {
    env: { SURECAST_PUBLISHER: network.publisherFile },
  });
  t.after(() => live.signal('SIGKILL'));
  const playlist = `${edge.viewerUrl}/live/show/index.m3u8`;
  const viewer = startHeadlessViewer(playlist);
  while (viewer.segments() < 3) await sleep(50);
  live.signal('SIGTERM');
  const { status, stdout, stderr } = await live.ended;
  assert.equal(status, 0, stdout + stderr);
  const encoded = await readEncoded(place.data, 'show', '180p');
  const whole = {
    ...{ sha256: encoded.sha256, bytes: encoded.bytes },
    ...{ stopped: 'ended', missing: 0, mismatched: 0, error: undefined },
  };
  assert.deepEqual(await viewer.ended, whole);

  await edge.kill();
  while (await isAnswered(playlist)) await sleep(50);
  const kept = readdirSync(join(network.dataOf('edge-1'), 'nginx', 'cache'), { recursive: true });
  assert.ok(kept.filter((name) => /[0-9a-f]{32}$/.test(String(name))).length >= 3);

  const again = await network.start('edge-1', ['edge'], withNginx);
  assert.equal(again.viewerUrl, edge.viewerUrl);
  assert.deepEqual(await startHeadlessViewer(playlist).ended, whole);
  assert.equal((await fetch(`${again.viewerUrl}/watch/show`)).status, 200);
});

async function isAnswered(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
