import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { runSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const run = promisify(execFile);

it('a configuration that names its data directory means the same one to each command', async (t) => {
  const place = await createWorkplace(t);
  const config = join(place.root, 'event.json');
  const [data, origin] = [join(place.root, 'elsewhere'), join(place.root, 'origin')];
  const settings = { dataDirectory: data, segmentSeconds: 1, container: 'fmp4', broadcast: 'show' };
  const variants = [
    { name: '90p', width: 160, height: 90, framesPerSecond: 25, videoKbps: 100, audioKbps: 64 },
  ];
  const write = (more: object) => writeFile(config, JSON.stringify({ ...settings, variants, ...more }));
  const surecast = async (status: number, ...words: string[]) => {
    // As a person has it: without a data directory in the environment or on the command line.
    const end = await runSurecast([...words, '--config', config], { env: { HOME: place.root } });
    assert.equal(end.status, status, end.stdout + end.stderr);
    return end.stdout + end.stderr;
  };
  await write({ origins: [`file:${origin}`] });
  await surecast(0, 'live', '--no-ui', '--duration', '2');
  assert.match(await surecast(0, 'status'), /^show {2}complete/m);
  assert.match(await surecast(0, 'verify', 'show'), /all matches/);
  assert.match(await surecast(0, 'drain'), /Nothing is left/);
  const bundle = join(place.root, 'bundle.tar.gz');
  await surecast(0, 'support-bundle', '--output', bundle);
  assert.match((await run('tar', ['xOzf', bundle, 'surecast-support/status.json'])).stdout, /"show"/);
  const recording = join(place.root, 'talk.mp4');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=d=3:s=160x90', recording]);
  await surecast(0, 'deliver', recording);
  const [variant = ''] = readdirSync(join(origin, 'talk')).filter((name) => name.endsWith('p'));
  assert.equal(readdirSync(join(origin, 'talk', variant)).filter((name) => name.endsWith('.m4s')).length, 3);
  assert.ok(!existsSync(join(place.root, '.local')), 'nothing was made in the usual place');
});
