import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { killAllOf, untilNoneOf } from '../testing/capture-processes.ts';
import { startConsole } from '../testing/console-process.ts';
import { startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace } from '../testing/workplace.ts';

const run = promisify(execFile);
const lookAgainMs = 20;

it('a recording whose packaging was killed gets no live picture from a console: what there is of it is delivered', async (t) => {
  const place = await createWorkplace(t);
  const file = join(place.root, 'show.mp4');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=300'];
  await run('ffmpeg', [...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file]);
  const program = startSurecast(['deliver', file, '--data', place.data, '--segment-duration', '1']);
  const runs = join(place.data, 'broadcasts/show/runs');
  const segments = join(place.data, 'broadcasts/show/180p');
  while (!existsSync(segments) || readdirSync(segments).length === 0) await sleep(lookAgainMs);
  killAllOf(place.data);
  await program.ended;
  await untilNoneOf(place.data);

  const served = await startConsole(place);
  const { broadcasts } = await (async () => {
    for (;;) {
      const status = await served.call('status');
      if (status.broadcasts.every(({ phase }) => phase === 'complete')) return status;
      await sleep(lookAgainMs);
    }
  })();
  assert.ok((broadcasts[0]?.variants[0]?.segments ?? 0) > 0);
  served.program.signal('SIGTERM');
  const { status, stdout, stderr } = await served.program.ended;
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual(readdirSync(runs), ['0001']);
});
