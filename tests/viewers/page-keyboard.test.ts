import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { assertAccessible } from '../console-page/testing/accessible.ts';
import { openBrowser } from '../console-page/testing/open-page.ts';
import { createLiveNetwork } from './testing/live-network.ts';
import { deliverRecording, type RecordedBroadcast } from './testing/recorded-broadcast.ts';
import { openViewerPage, takePicture, untilMovedOn } from './testing/watched-picture.ts';

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

const focused = (page: Page) => page.locator(':focus').getAttribute('id');

test('the focus is never on what is covered, and stays when a button goes away', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  const { page, problems } = await openViewerPage(browser);
  await page.addInitScript(refuseSound);
  await page.goto(`${a.url}/watch/show`);
  await page.getByRole('heading', { name: 'The broadcast has not begun.' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'details-button', 'not the video under the notice');

  network.begin();
  const unmute = page.getByRole('button', { name: 'Turn sound on' });
  await unmute.press('Enter');
  await unmute.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'video');
  await untilMovedOn(page, 1);
  await page.keyboard.press('k');
  const live = page.getByRole('button', { name: 'Go to live' });
  await live.press('Enter');
  await live.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'video');
  assert.deepEqual(problems, []);
});

test('letters as keys are turned off where the keys are shown, for good', async (t) => {
  const network = createLiveNetwork(recording.folder);
  t.after(network.close);
  const a = await network.start('edge-a');
  const { page } = await openViewerPage(browser);
  const details = page.locator('#details');
  const turn = async (isOn: boolean) => {
    await page.getByRole('button', { name: 'Keys' }).click();
    await page.getByRole('checkbox', { name: 'Use letters and ? as keys' }).setChecked(isOn);
    await assertAccessible(page, `keys, ${isOn}`);
    await takePicture(page, `keys-${isOn}`);
    await page.getByRole('button', { name: 'Close' }).click();
  };
  await page.goto(`${a.url}/watch/show`);
  await turn(false);
  await page.keyboard.press('d');
  await page.reload();
  await page.keyboard.press('d');
  assert.equal(await details.isVisible(), false);
  await turn(true);
  await page.keyboard.press('d');
  await details.waitFor();
});

/** Runs in the page: as browsers do before anything was pressed. */
function refuseSound(): void {
  const { prototype } = Reflect.get(globalThis, 'HTMLMediaElement');
  const play = prototype.play;
  let isFirst = true;
  prototype.play = function (this: { readonly muted: boolean }) {
    const isRefused = isFirst && !this.muted;
    isFirst = false;
    const refusal = Reflect.construct(Reflect.get(globalThis, 'DOMException'), ['', 'NotAllowedError']);
    return isRefused ? Promise.reject(refusal) : play.call(this);
  };
}
