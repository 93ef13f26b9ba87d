import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { encodedFrames } from '../testing/capture-processes.ts';
import { startConsole } from '../testing/console-process.ts';
import { isOnAir } from '../testing/is-on-air.ts';
import { startStoreBehindHop } from '../testing/store-behind-hop.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';

it('a broadcast stopped by mistake goes on from the console while its rest is still to be delivered', async (t) => {
  const store = await startStoreBehindHop();
  t.after(() => store.stop());
  const bucket = await store.bucketThat('passes');
  const place = await createWorkplace(t, { origins: [bucket.url] });
  const served = await startConsole(place, [], { env: bucket.env });
  await served.call('goLive', { broadcast: 'show' });
  await served.until(({ session }) => isOnAir(session.state));

  store.hop.decide(bucket.name, 'is reset');
  const cut = await served.until(({ session }) => session.state === 'reconnecting');
  assert.ok(cut.session.reason);
  await served.until(({ backlog }) => backlog.mediaSeconds >= 2);
  await served.call('stop');
  await served.until(({ session }) => session.state === 'stopping');
  await served.call('goLive', { broadcast: 'show' });
  const { broadcast } = await served.until(({ session }) => session.state === 'reconnecting');
  const before = broadcast?.variants[0]?.segments ?? 0;
  await served.until((present) => (present.broadcast?.variants[0]?.segments ?? 0) >= before + 2);

  store.hop.decide(bucket.name, 'passes');
  await served.until(({ session }) => isOnAir(session.state));
  await served.call('stop');
  const over = await served.until(({ session }) => session.state === 'idle');
  assert.equal(over.broadcast?.phase, 'complete');
  served.program.signal('SIGINT');
  const { status, stdout, stderr } = await served.program.ended;
  assert.equal(status, 0, stdout + stderr);
  await judgeBroadcast(bucket.view, 'show', {
    ...smallPicture,
    frames: encodedFrames(place.data),
    discontinuities: 1,
  });
});
