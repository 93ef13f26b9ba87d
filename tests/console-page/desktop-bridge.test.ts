/** The page in the desktop window, by a stand-in for Electron alone: calls are answered by the shell's own code. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { SurecastError } from '../../contract/surecast-error.ts';
import { answerCall, type CallHandlers } from '../../electron/calls/answer-call.ts';
import { idleSnapshot } from '../../renderer/testing/snapshots.ts';
import { assertAccessible } from './testing/accessible.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { screenAnswers } from './testing/screen-answers.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
let browser: Browser;
let page: Page;
/** What a person chooses next in the system's dialog; null: nothing. */
let chosen: string | null;
let isUpdateReady: boolean;

const handlers: CallHandlers = {
  describe: () => ({ version: '1.2.3', platform: 'linux', updateReady: isUpdateReady }),
  chooseRecording: () => chosen,
  chooseFolder: () => {
    if (chosen === null) throw new SurecastError('REQUEST_INVALID', 'The dialog could not be opened.');
    return chosen;
  },
  openLink: () => ({}),
};

/** What the preload puts on the window. */
const bridge = `const listeners = new Set();
window.act = (action) => { for (const listener of listeners) listener(action); };
window.surecastDesktop = {
  call: (name, input) => window.askShell(name, input),
  onAction: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
}`;

before(async () => {
  engine = await startScriptedEngine(idleSnapshot());
  Object.assign(engine.answers, screenAnswers, { 'GET /api/tasks': [], 'GET /api/alarms': [] });
  browser = await openBrowser();
});

beforeEach(async () => {
  chosen = null;
  isUpdateReady = false;
  engine.calls.length = 0;
  await page?.context().close();
  ({ page } = await openPage(browser, 'about:blank'));
  const frame = { url: 'app://console/', parent: null };
  await page.exposeFunction('askShell', (name: unknown, input: unknown) =>
    answerCall(handlers, frame, name, input),
  );
  await page.addInitScript(bridge);
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

test('a file is chosen as the source with the system’s dialog', async () => {
  await page.goto(`${engine.url}#/settings`);
  await page.getByRole('radio', { name: 'File or stream' }).check();
  const path = page.getByLabel('Path or URL');
  await path.fill('/srv/old.mp4');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  chosen = '/srv/new.mp4';
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await page.waitForFunction('document.querySelector(".source-address .input").value === "/srv/new.mp4"');
  await takePicture(page, 'desktop-file');
  await assertAccessible(page, 'settings in the desktop window');
});

test('nothing chosen leaves what stood there', async () => {
  await page.goto(`${engine.url}#/settings`);
  await page.getByRole('radio', { name: 'File or stream' }).check();
  await page.getByLabel('Path or URL').fill('/srv/old.mp4');
  await page.evaluate('window.asked = window.surecastDesktop.call("chooseRecording", {})');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  assert.deepEqual(await page.evaluate('window.asked'), { ok: true, value: null });
  assert.equal(await page.getByLabel('Path or URL').inputValue(), '/srv/old.mp4');
});

test('a folder is chosen to hand a broadcast over, and a refusal is said', async () => {
  await page.goto(`${engine.url}#/broadcasts/matins`);
  const choose = page.getByRole('button', { name: 'Choose a folder' });
  await choose.click();
  await page.getByText('The dialog could not be opened.').waitFor();
  chosen = '/media/usb';
  await choose.click();
  await page.waitForFunction('document.querySelector("input[placeholder=\\"/media/usb\\"]").value !== ""');
  await page.getByText('The dialog could not be opened.').waitFor({ state: 'detached' });
  const asked = page.waitForResponse(/\/api\/tasks$/);
  await page.getByRole('button', { name: 'Export' }).click();
  await asked;
  assert.deepEqual(engine.calls, [
    'POST /api/tasks {"kind":"export","input":{"broadcasts":["matins"],"folder":"/media/usb"}}',
  ]);
});

test('an update that lies ready is said, and nothing before', async () => {
  await page.goto(engine.url);
  await page.getByText('Idle', { exact: true }).waitFor();
  assert.equal(await page.getByText('Update ready').count(), 0);
  isUpdateReady = true;
  await page.reload();
  await page
    .getByRole('status')
    .filter({ hasText: 'Update ready, installed when Surecast is quit' })
    .waitFor();
  await takePicture(page, 'desktop-update');
  await assertAccessible(page, 'an update is ready');
});

test('the menu’s actions are the page’s', async () => {
  await page.goto(engine.url);
  await page.getByText('Idle', { exact: true }).waitFor();
  await page.evaluate('window.act("open-queue")');
  await page.getByRole('grid', { name: 'Uploads' }).waitFor();
  await page.evaluate('window.act("goLive")');
  await page.getByRole('dialog', { name: 'Go live' }).waitFor();
});

test('a page in a browser has none of it', async () => {
  const { page: plain } = await openPage(browser, `${engine.url}#/broadcasts/matins`);
  await plain.getByRole('button', { name: 'Export' }).waitFor();
  assert.equal(await plain.getByRole('button', { name: /^Choose/ }).count(), 0);
  await plain.context().close();
});
