import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from '@playwright/test';
import type { Task } from '../../contract/api/task.ts';
import { idleSnapshot } from '../../renderer/testing/snapshots.ts';
import { openBrowser, openPage } from './testing/open-page.ts';
import { screenAnswers } from './testing/screen-answers.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
let browser: Browser;

before(async () => {
  engine = await startScriptedEngine(idleSnapshot());
  Object.assign(engine.answers, screenAnswers, { 'GET /api/alarms': [] });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

const verification: Task = {
  id: 'of-another-page',
  kind: 'verify',
  broadcasts: ['carols'],
  state: 'running',
  progress: 0.42,
  startedAt: '2026-11-21T10:00:00Z',
  result: null,
  error: null,
};

test('a task that another page started is followed, ended and read on every page, beside its broadcast alone', async () => {
  engine.answers['GET /api/tasks'] = [verification];
  engine.answers['DELETE /api/tasks/of-another-page'] = verification;
  const { page } = await openPage(browser, `${engine.url}#/broadcasts/carols`);
  await page.getByText('42 %').waitFor();
  engine.tell({ type: 'task', task: { ...verification, progress: 0.77 } });
  await page.getByText('77 %').waitFor();
  await page.reload();
  await page.getByText('42 %').waitFor();
  const asked = page.waitForResponse(/of-another-page$/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await asked;
  engine.tell({ type: 'task', task: { ...verification, state: 'cancelled' } });
  await page.getByText('Cancelled.').waitFor();
  await page.getByRole('link', { name: /matins/ }).click();
  await page.getByRole('heading', { name: 'matins' }).waitFor();
  assert.equal(await page.getByText('Cancelled.').count(), 0);
  await page.context().close();
});
