import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from '@playwright/test';
import { importReport } from '../../contract/handover-report.ts';
import { freeTcpPort } from '../../fixtures/capture/free-port.ts';
import { judgeBroadcast } from '../judge/judge-broadcast.ts';
import { liveArgs } from '../testing/live-args.ts';
import { type StoreBehindHop, startStoreBehindHop } from '../testing/store-behind-hop.ts';
import { runSurecast, startSurecast } from '../testing/surecast-process.ts';
import { createWorkplace, smallPicture } from '../testing/workplace.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { goLive, startConsoleAt, stop, untilState } from './testing/real-console.ts';

let behind: StoreBehindHop;
let browser: Browser;

before(async () => {
  behind = await startStoreBehindHop();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await behind?.stop();
});

/** No step may take longer on the slowest machine. */
const patienceMs = 120_000;

const onAir = /Live|Degraded/;

test('with the link away: stopped, the next one begun, and the first one resumed, all of it delivered in the end', async (t) => {
  const bucket = await behind.bucketThat('passes');
  const place = await createWorkplace(t, { ui: true, origins: [bucket.url] });
  const running = await startConsoleAt(t, place, 0, bucket.env);
  const { page, problems } = await openPage(browser, `${running.page}#/broadcasts`);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);
  const listed = (name: string, word: string) =>
    page.getByRole('link', { name: new RegExp(name) }).filter({ hasText: word });

  await goLive(page, 'morning');
  await untilState(page, onAir);
  behind.hop.decide(bucket.name, 'is reset');
  await untilState(page, /Reconnecting/);
  await stop(page);
  await untilState(page, /Stopping/);
  await goLive(page, 'evening');
  await listed('evening', 'On air').click();
  await untilState(page, /Reconnecting/);
  await listed('morning', 'Delivering').click();
  await page.getByText('Until then it can be resumed', { exact: false }).waitFor();
  const resume = page.getByRole('button', { name: 'Resume capture' });
  assert.equal(await resume.count(), 0, 'another one is on air');
  await stop(page);
  await resume.click();
  await takePicture(page, 'resume-asks');
  await page.getByRole('dialog', { name: 'Resume capture' }).getByRole('button', { name: 'Resume' }).click();
  await listed('morning', 'On air').waitFor();
  behind.hop.decide(bucket.name, 'passes');
  await untilState(page, onAir);
  await takePicture(page, 'resumed');
  await stop(page);
  await listed('evening', 'Complete').waitFor();
  await listed('morning', 'Complete').waitFor();
  await page.getByText('Signature valid').waitFor();
  assert.deepEqual(problems, []);
  await judgeBroadcast(bucket.view, 'morning', { ...smallPicture, discontinuities: 1 });
  await judgeBroadcast(bucket.view, 'evening', smallPicture);
});

test('what a dead link holds up is handed over from the page, and delivered from another machine', async (t) => {
  const place = await createWorkplace(t, { ui: true });
  const { url, env, view } = await behind.bucketThat('passes');
  const away = { ...env, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}` };
  const live = startSurecast(liveArgs(place, [url], '--duration', '5', '--no-ui'), { env: away });
  await live.untilSays(/delivering: /);
  live.signal('SIGKILL');
  await live.ended;
  const running = await startConsoleAt(t, place, 0, away);
  const { page, problems } = await openPage(browser, `${running.page}#/broadcasts/show`);
  t.after(() => page.context().close());
  page.setDefaultTimeout(patienceMs);

  const usb = join(place.root, 'usb');
  await page.getByLabel('Folder on the engine’s machine').fill(usb);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByText('read back and the same', { exact: false }).waitFor();
  await page.getByText('It was handed over, and is delivered elsewhere.').waitFor();
  await takePicture(page, 'handed-over');
  // Loaded anew, the page still has what the task found.
  await page.reload();
  await page.getByText('read back and the same', { exact: false }).waitFor();
  assert.deepEqual(problems, []);

  const there = join(place.root, 'there');
  const taken = await runSurecast(['import', usb, '--data', there, '--json']);
  assert.equal(taken.status, 0, taken.stderr);
  assert.equal(importReport.parse(JSON.parse(taken.stdout)).imported[0]?.outcome, 'imported');
  const drained = await runSurecast(['drain', '--data', there], { env });
  assert.equal(drained.status, 0, drained.stderr);
  await judgeBroadcast(view, 'show', smallPicture);
});
