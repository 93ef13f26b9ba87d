import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { devicesReport } from '../contract/devices-report.ts';
import { startSpeech } from '../fixtures/capture/speech.ts';
import { startVirtualScreen } from '../fixtures/capture/virtual-screen.ts';
import { runSurecast } from './testing/run-surecast.ts';

describe('surecast devices', () => {
  it('lists the software encoder as working, and says of each other one why it is not', async () => {
    const { status, stdout } = await runSurecast(['devices', '--json']);
    const { encoders } = devicesReport.parse(JSON.parse(stdout));
    assert.equal(status, 0);
    assert.equal(encoders.find((encoder) => encoder.name === 'libx264')?.works, true);
    for (const { works, reason } of encoders) assert.equal(works, reason === null);
  });

  it('tries a screen, and a microphone that somebody speaks into', async (t) => {
    const [screen, speech] = await Promise.all([startVirtualScreen(), startSpeech()]);
    t.after(() => Promise.all([screen.stop(), speech.stop()]));
    const env = { DISPLAY: screen.display, ...speech.environment };
    const { stdout } = await runSurecast(['devices', '--json'], env);
    const { devices } = devicesReport.parse(JSON.parse(stdout));
    const works = (source: string) => devices.find((device) => device.source === source)?.works;
    assert.deepEqual([works('screen'), works(`,audio:${speech.source}`)], [true, true]);
  });

  it('ends with 1 when there is no FFmpeg', async () => {
    const { status, stderr } = await runSurecast(['devices'], { SURECAST_FFMPEG: '/nowhere/ffmpeg' });
    assert.equal(status, 1);
    assert.ok(stderr.includes('FFMPEG_MISSING'));
  });
});
