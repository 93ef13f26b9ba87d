import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from '@playwright/test';
import { openBrowser, openPage } from '../console-page/testing/open-page.ts';
import type { Asked } from './testing/live-edge.ts';
import { createLiveNetwork, type LiveNetwork } from './testing/live-network.ts';
import { deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import { countStarvation, untilMovedOn } from './testing/watched-picture.ts';

let browser: Browser;
let recording: RecordedBroadcast;

before(async () => {
  browser = await openBrowser();
  recording = await deliverRecording();
});

after(async () => {
  await browser?.close();
  await recording?.remove();
});

const isSegment = ({ rest }: Asked): boolean => rest.endsWith('.ts');
const segmentsAt = (asked: readonly Asked[], name: string): readonly Asked[] =>
  asked.filter((each) => each.edge === name && isSegment(each));

/** Fails unless the segments that a viewer got are an unbroken row of the broadcast: nothing was left out, whoever served it. */
function assertUnbroken(network: LiveNetwork): void {
  const got = network.asked.filter((each) => isSegment(each) && each.status === 200).map(({ rest }) => rest);
  const [first = ''] = got;
  const from = recording.segments.indexOf(first);
  const distinct = [...new Set(got)];
  assert.ok(distinct.length > 2);
  assert.deepEqual(distinct, recording.segments.slice(from, from + distinct.length));
}

test('an edge that drains loses its viewer to another without the picture stopping', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  network.begin();
  const { page, problems } = await openPage(browser, `${a.url}/watch/show`);
  await untilMovedOn(page, 2);
  await page.keyboard.press('d');
  await page.getByText('edge-a', { exact: true }).waitFor();
  await network.start('edge-b');
  const starved = await countStarvation(page);

  a.say({ state: 'draining' });
  assert.equal(await a.viewers.drain.done(), 0, 'nobody was left');
  await a.kill();
  assert.ok(segmentsAt(network.asked, 'edge-b').length > 0);
  await page.getByText('edge-b', { exact: true }).waitFor();
  const alone = segmentsAt(network.asked, 'edge-b').length;
  await network.untilAsked((asked) => segmentsAt(asked, 'edge-b').length >= alone + 2);
  await untilMovedOn(page, 6);

  assertUnbroken(network);
  assert.equal(await starved(), 0, 'there was always something to play');
  assert.deepEqual(problems, []);
});

test('an edge that is killed is left for another while there is something to play', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a', { random: () => 0 });
  await network.start('edge-b');
  network.begin();
  const { page } = await openPage(browser, `${a.url}/watch/show`);
  await network.untilAsked((asked) => asked.some(isSegment));
  await untilMovedOn(page, 2);
  assert.equal(
    segmentsAt(network.asked, 'edge-b').length,
    0,
    'the page is at the edge that it was opened at',
  );
  await a.kill();
  await network.untilAsked((asked) => segmentsAt(asked, 'edge-b').length >= 2);
  await untilMovedOn(page, 6);
  assertUnbroken(network);
});
