import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { devicesReport } from '../contract/devices-report.ts';
import { runSurecast } from './testing/run-surecast.ts';

describe('surecast devices', () => {
  it('lists the software encoder as working, and says of each other one why it is not', async () => {
    const { status, stdout } = await runSurecast(['devices', '--json']);
    const { encoders } = devicesReport.parse(JSON.parse(stdout));
    assert.equal(status, 0);
    assert.equal(encoders.find((encoder) => encoder.name === 'libx264')?.works, true);
    for (const { works, reason } of encoders) assert.equal(works, reason === null);
  });

  it('ends with 1 when there is no FFmpeg', async () => {
    const { status, stderr } = await runSurecast(['devices'], { SURECAST_FFMPEG: '/nowhere/ffmpeg' });
    assert.equal(status, 1);
    assert.ok(stderr.includes('FFMPEG_MISSING'));
  });
});
