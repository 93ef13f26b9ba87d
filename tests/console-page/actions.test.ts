import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import type { Task } from '../../contract/api/task.ts';
import { idleSnapshot, liveSnapshot, raised, ratesWith } from '../../renderer/testing/snapshots.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { failingReport, passingReport } from './testing/reports.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
let browser: Browser;
let page: Page;

before(async () => {
  engine = await startScriptedEngine(idleSnapshot());
  engine.answers['GET /api/rates'] = ratesWith(() => 1);
  engine.answers['GET /api/tasks'] = [];
  engine.answers['GET /api/settings'] = { path: null, config: {}, originsWithKeys: [], version: '1' };
  browser = await openBrowser();
});

beforeEach(async () => {
  await page?.context().close();
  engine.calls.length = 0;
  engine.tell({ type: 'snapshot', snapshot: idleSnapshot() });
  ({ page } = await openPage(browser, engine.url));
  await page.getByText('Idle', { exact: true }).waitFor();
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

const preflightTask = (id: string, change: Partial<Task>): Task => ({
  id,
  kind: 'preflight',
  broadcasts: [],
  state: 'running',
  progress: null,
  startedAt: new Date().toISOString(),
  result: null,
  error: null,
  ...change,
});

test('with the keyboard alone: go live, and the checks run first', async () => {
  engine.answers['POST /api/tasks'] = preflightTask('first', {});
  engine.answers['POST /api/live'] = liveSnapshot('starting').session;
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Go live' });
  await dialog.waitFor();
  assert.match(await dialog.getByLabel('Name of the broadcast').inputValue(), /^\d{4}-\d\d-\d\d-\d{6}$/);
  await dialog.getByLabel('Name of the broadcast').fill('evensong');
  await page.keyboard.press('Enter');
  await dialog.getByText(/^Checking source/).waitFor();
  await takePicture(page, 'go-live-checking');
  assert.deepEqual(engine.calls, ['POST /api/tasks {"kind":"preflight","input":{}}']);
  engine.tell({ type: 'task', task: preflightTask('first', { state: 'done', result: passingReport }) });
  await dialog.waitFor({ state: 'detached' });
  assert.equal(engine.calls[1], 'POST /api/live {"broadcast":"evensong"}');
});

test('what would fail is shown with its cure, and going live is then a choice', async () => {
  engine.answers['POST /api/tasks'] = preflightTask('second', { state: 'done', result: failingReport });
  await page.getByRole('button', { name: 'Go live' }).click();
  const dialog = page.getByRole('dialog', { name: 'Go live' });
  await dialog.getByRole('button', { name: 'Go live' }).click();
  await dialog.getByText('Check the access key and what it may do.').waitFor();
  await takePicture(page, 'go-live-fails');
  assert.equal(engine.calls.length, 1);
  await dialog.getByRole('button', { name: 'Go live all the same' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('checks that could not be started are no checks that have passed', async () => {
  const task = preflightTask('earlier', { state: 'done', result: passingReport });
  engine.tell({ type: 'task', task });
  delete engine.answers['POST /api/tasks'];
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: 'Go live' });
  await dialog.getByRole('button', { name: 'Go live' }).click();
  await dialog.getByText('POST /api/tasks is not scripted.').waitFor();
  await dialog.getByRole('button', { name: 'Go live all the same' }).waitFor();
  assert.equal(engine.calls.length, 1);
});

test('stop asks, and Enter by habit stays on air', async () => {
  engine.tell({ type: 'snapshot', snapshot: liveSnapshot('live') });
  engine.answers['POST /api/stop'] = liveSnapshot('stopping').session;
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  const dialog = page.getByRole('dialog', { name: 'Stop the broadcast?' });
  await page.keyboard.press('s');
  await dialog.waitFor();
  await takePicture(page, 'stop-asks');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(engine.calls, []);
  await page.keyboard.press('s');
  await dialog.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(engine.calls, ['POST /api/stop ']);
});

test('keys that write or that a dialog has mean nothing else', async () => {
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await takePicture(page, 'keys');
  await page.keyboard.press('2');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.doesNotMatch(page.url(), /preflight/);
  await page.keyboard.press('g');
  await page.getByLabel('Name of the broadcast').fill('');
  await page.keyboard.type('s2?');
  assert.equal(await page.getByLabel('Name of the broadcast').inputValue(), 's2?');
  assert.equal(await page.getByRole('dialog').count(), 1);
});

test('an alarm is announced once, can be acknowledged by key, and leads to its page of the runbook', async () => {
  const alarm = raised('silence', 'No sound for <b>35 s</b>.');
  engine.tell({ type: 'alarm', alarm });
  const announced = page.getByRole('alert').filter({ hasText: 'No sound for <b>35 s</b>.' });
  await announced.waitFor({ state: 'attached' });
  const acknowledgedAt = new Date().toISOString();
  engine.answers['POST /api/alarms/acknowledge'] = { ...alarm, acknowledgedAt };
  const acknowledged = page.waitForResponse(/acknowledge$/);
  await page.keyboard.press('a');
  await acknowledged;
  engine.tell({ type: 'alarm', alarm: { ...alarm, acknowledgedAt } });
  await page.getByText('Acknowledged', { exact: true }).waitFor();
  assert.deepEqual(engine.calls, ['POST /api/alarms/acknowledge {"id":"silence"}']);
  await page.getByRole('link', { name: /^Runbook/ }).click();
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
  await takePicture(page, 'runbook');
  engine.tell({ type: 'alarm', alarm: { ...alarm, clearedAt: acknowledgedAt } });
  await page.getByRole('region', { name: 'Alarms' }).waitFor({ state: 'detached' });
  const said = await announced.locator('span').elementHandle();
  engine.tell({ type: 'alarm', alarm: { ...alarm, raisedAt: new Date().toISOString() } });
  // The words are the same: a screen reader hears of them by an element that is new.
  await said?.waitForElementState('hidden');
  await announced.waitFor({ state: 'attached' });
});

test('without the engine the page says so and what is known, and comes back by itself', async () => {
  engine.tell({ type: 'snapshot', snapshot: liveSnapshot('live') });
  await page.getByText('Live', { exact: true }).last().waitFor();
  engine.cut();
  await page.getByText('Connection lost').waitFor();
  await page.getByText(/What is shown is as it was \d+ s ago/).waitFor();
  await takePicture(page, 'connection-lost');
  engine.restore();
  await page.getByText('Connection lost').waitFor({ state: 'detached' });
});

test('the preflight shows each check with what was measured, and goes live from there', async () => {
  engine.answers['POST /api/tasks'] = preflightTask('third', { state: 'done', result: passingReport });
  await page.keyboard.press('2');
  await page.getByRole('heading', { name: 'Preflight' }).waitFor();
  await page.getByText('Ready to go live.').waitFor();
  assert.equal(await page.locator('.check').count(), passingReport.checks.length);
  await takePicture(page, 'preflight-passes');
  await page.getByRole('main').getByRole('button', { name: 'Go live' }).click();
  await page.getByRole('dialog', { name: 'Go live' }).waitFor();
});
