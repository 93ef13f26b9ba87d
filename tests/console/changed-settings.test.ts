import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { startConsole } from '../testing/console-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const segmentsIn = async (data: string, name: string): Promise<string[]> => {
  const paths = await readdir(join(data, 'broadcasts', name), { recursive: true }).catch(() => []);
  return paths.filter((path) => /\d+[^/]*\.ts$/.test(path) && !/log-\d+\.ts$/.test(path)).sort();
};

it('settings saved on the page hold from the next broadcast on, without a new start of the program', async (t) => {
  const place = await createWorkplace(t);
  const { call, until, program } = await startConsole(place);
  const { config, version } = await call('settings');
  await call('goLive', { broadcast: 'before' });
  const first = await until(({ broadcast }) => (broadcast?.variants[0]?.segments ?? 0) >= 2);
  await call('changeSettings', {
    version,
    config: {
      ...config,
      diskReserveMegabytes: 7,
      retention: { maxGigabytes: 0.000_001 },
      alarms: { off: ['clock-wrong'] },
    },
  });
  assert.notEqual(first.disk?.reserveBytes, 7_000_000);
  assert.notEqual((await call('console')).disk?.reserveBytes, 7_000_000);
  await call('stop');
  await until(({ session }) => session.state === 'idle');
  const kept = await segmentsIn(place.data, 'before');
  assert.ok(kept.length > 0);

  await call('goLive', { broadcast: 'after' });
  await until(({ disk }) => disk?.reserveBytes === 7_000_000);
  await until(({ broadcast }) => broadcast?.name === 'after' && (broadcast.variants[0]?.segments ?? 0) >= 2);
  const isGone = async (): Promise<boolean> => (await segmentsIn(place.data, 'before')).length === 0;
  while (!(await isGone())) await new Promise((resolve) => setTimeout(resolve, 200));
  await call('stop');
  const over = await until(({ session }) => session.state === 'idle');
  assert.equal(over.broadcast?.phase, 'complete');
  program.signal('SIGTERM');
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 0, stdout + stderr);
});
