import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { idleSnapshot } from '../../renderer/testing/snapshots.ts';
import { assertAccessible } from './testing/accessible.ts';
import { type Look, openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { markup, screenAnswers } from './testing/screen-answers.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
let browser: Browser;

before(async () => {
  engine = await startScriptedEngine(idleSnapshot());
  Object.assign(engine.answers, screenAnswers, { 'GET /api/tasks': [], 'GET /api/alarms': [] });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

/** Each screen, and what stands there once its answers came. */
const screens: Readonly<
  Record<string, { readonly hash: string; readonly ready: (page: Page) => Promise<void> }>
> = {
  queue: {
    hash: '#/queue',
    ready: async (page) => {
      await page.getByRole('row', { name: /00000003-3f9ac1/ }).click();
      await page.getByText('Check the access key and that it may', { exact: false }).waitFor();
    },
  },
  broadcasts: {
    hash: '#/broadcasts/matins',
    ready: (page) => page.getByText('No receipt yet', { exact: false }).waitFor(),
  },
  interrupted: {
    hash: '#/broadcasts/interrupted',
    ready: (page) => page.getByRole('button', { name: 'Resume capture' }).waitFor(),
  },
  settings: {
    hash: '#/settings',
    ready: (page) => page.getByText('1920x1080, 30 fps').waitFor(),
  },
  network: {
    hash: '#/network/sunday',
    ready: (page) => page.getByRole('rowheader', { name: 'intermediate-10' }).first().waitFor(),
  },
  logs: { hash: '#/logs', ready: (page) => page.getByText('Segment 77 is verified.').waitFor() },
};

const looks: Readonly<Record<string, Look>> = {
  light: { width: 1024, height: 600 },
  dark: { theme: 'dark' },
  zoomed: { width: 1280, height: 1024, zoom: 4 },
};

for (const [name, { hash, ready }] of Object.entries(screens))
  describe(name, () => {
    for (const [lookName, look] of Object.entries(looks))
      test(`can be read and used by everybody, ${lookName}`, async () => {
        const { page, problems } = await openPage(browser, `${engine.url}${hash}`, look);
        await ready(page);
        await takePicture(page, `${name}-${lookName}`);
        await assertAccessible(page, `${name}, ${lookName}`);
        const tooWide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        assert.ok(Number(tooWide) <= 0, `the page is ${tooWide} px wider than the window`);
        assert.equal(await page.locator('img[src="x"]').count(), 0);
        assert.deepEqual(problems, []);
        await page.context().close();
      });
  });

test('markup in what is shown stands there as text', async () => {
  const { page } = await openPage(browser, `${engine.url}#/logs`);
  await page.getByText(markup, { exact: false }).waitFor();
  await page.goto(`${engine.url}#/settings`);
  await page.getByText(`Cam Link 4K ${markup}`).first().waitFor();
  await page.context().close();
});

test('the queue is walked with the keyboard alone', async () => {
  const { page } = await openPage(browser, `${engine.url}#/queue`);
  const grid = page.getByRole('grid', { name: 'Uploads' });
  await grid.focus();
  const chosen = grid.locator('[aria-selected="true"]');
  for (const [key, expected] of [
    ['ArrowDown', '00000000'],
    ['ArrowDown', '00000001'],
    ['End', '00000089'],
    ['ArrowUp', '00000088'],
    ['Home', '00000000'],
  ] as const) {
    await page.keyboard.press(key);
    await chosen.filter({ hasText: expected }).waitFor();
    assert.equal(await grid.getAttribute('aria-activedescendant'), await chosen.getAttribute('id'));
  }
  assert.equal(await grid.getAttribute('aria-rowcount'), '91');
  await page.context().close();
});

describe('settings that are not saved', () => {
  const openSettings = async (): Promise<Page> => {
    const { page } = await openPage(browser, `${engine.url}#/settings`);
    await page.getByLabel('Segment length').fill('abc');
    return page;
  };

  test('are refused with a sentence at the field, and the focus goes there', async () => {
    engine.calls.length = 0;
    const page = await openSettings();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A number is needed.').waitFor();
    await page.getByRole('alert').filter({ hasText: 'Not saved: 1 setting' }).waitFor();
    const focused = page.locator(':focus');
    assert.equal(await focused.inputValue(), 'abc');
    assert.equal(await focused.getAttribute('aria-invalid'), 'true');
    await takePicture(page, 'settings-refused');
    assert.deepEqual(engine.calls, []);
    await page.context().close();
  });

  test('are not lost by going to another screen without a question', async () => {
    const page = await openSettings();
    await page.getByRole('link', { name: 'Logs' }).click();
    const dialog = page.getByRole('dialog', { name: 'Unsaved changes' });
    await dialog.getByRole('button', { name: 'Stay here' }).click();
    assert.equal(await page.getByLabel('Segment length').inputValue(), 'abc');
    await page.getByRole('link', { name: 'Logs' }).click();
    await takePicture(page, 'settings-unsaved');
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByText('Segment 77 is verified.').waitFor();
    await page.context().close();
  });
});
