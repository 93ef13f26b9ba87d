import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNetworkProcesses } from '../../fixtures/network/network-processes.ts';
import { startToxiproxy } from '../../fixtures/servers/toxiproxy.ts';
import { liveArgs } from '../testing/live-args.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

/** Asks until it is so; what is waited for here happens in other processes. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

test('an encoder loses nothing to a cut link or a killed main server', { timeout: 400_000 }, async (t) => {
  const place = await createWorkplace(t);
  const network = await startNetworkProcesses(`${place.root}/network`);
  t.after(() => network.close());
  const proxies = await startToxiproxy();
  t.after(() => proxies.stop());
  const main = await network.start('main', ['main', 'directory']);
  const link = await proxies.createProxy('main', new URL(main.nodeUrl).host);
  const env = { SURECAST_PUBLISHER: network.publisherFile };
  const origin = `surecast://${link.address}`;

  const checked = await runSurecast(
    ['doctor', '--source', 'test', '--data', place.data, '--origin', origin],
    { env },
  );
  assert.match(checked.stdout, /attests SHA-256, refuses a wrong checksum/, checked.stdout + checked.stderr);

  const live = startSurecast(liveArgs(place, [origin]), { env });
  t.after(() => live.signal('SIGKILL'));
  const verifiedSoFar = (): number => Number(/.*verified (\d+)/s.exec(live.stdout())?.[1] ?? 0);
  await until(() => verifiedSoFar() >= 2);
  await link.disable();
  await live.untilSays(/backlog [1-9]/);
  const before = verifiedSoFar();
  await link.enable();
  await until(() => verifiedSoFar() > before + 2);
  await main.kill();
  const atKill = verifiedSoFar();
  await network.start('main', ['main', 'directory']);
  await until(() => verifiedSoFar() > atKill + 2);
  live.signal('SIGTERM');
  const { status, stdout, stderr } = await live.ended;
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /nothing lost/);

  const verified = await runSurecast(
    ['verify', 'show', '--deep', '--data', place.data, '--origin', origin, '--json'],
    { env },
  );
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
});

test('a publisher that is not let in is blocked with a cure, and goes on by itself once it is', {
  timeout: 300_000,
}, async (t) => {
  const place = await createWorkplace(t);
  const network = await startNetworkProcesses(`${place.root}/network`);
  t.after(() => network.close());
  const main = await network.start('main', ['main', 'directory']);
  const file = `${place.root}/publisher.json`;
  const origin = `surecast://${new URL(main.nodeUrl).host}`;
  await writeFile(file, await readFile(await network.identities.publisherFile('another'), 'utf8'));
  const live = startSurecast(liveArgs(place, [origin]), { env: { SURECAST_PUBLISHER: file } });
  t.after(() => live.signal('SIGKILL'));
  await live.untilSays(/BLOCKED: .*PUBLISHING_DENIED\) Name the file from `surecast network publisher`/);
  await writeFile(file, await readFile(network.publisherFile, 'utf8'));
  await live.untilSays(/verified ([3-9]|\d\d+)/);
  live.signal('SIGTERM');
  const { status, stdout, stderr } = await live.ended;
  assert.equal(status, 0, stdout + stderr);
  // Not a bit of a token.
  assert.doesNotMatch(stdout + stderr, /eyJ/);
});
