import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import { idleSnapshot, liveSnapshot, raised, ratesWith } from '../../renderer/testing/snapshots.ts';
import { focused, type Stop, untilFocused, walkOnce } from './testing/focus.ts';
import { type Look, openBrowser, openPage } from './testing/open-page.ts';
import { screenAnswers } from './testing/screen-answers.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';

let engine: ScriptedEngine;
let browser: Browser;

before(async () => {
  engine = await startScriptedEngine(idleSnapshot());
  Object.assign(engine.answers, screenAnswers, {
    'GET /api/rates': ratesWith(() => 1),
    'GET /api/tasks': [],
    'GET /api/alarms': [],
  });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

/** Each screen, and words that stand there once it is whole. */
const screens: Readonly<Record<string, string>> = {
  '#/live': 'Uplink',
  '#/preflight': 'Run the checks',
  '#/queue': '00000003-3f9ac1',
  '#/broadcasts/carols': 'No receipt yet',
  '#/settings': '1920x1080, 30 fps',
  '#/logs': 'Segment 77 is verified.',
};

const looks: Readonly<Record<string, Look>> = {
  'on 1024×600': { width: 1024, height: 600 },
  'at 400 % zoom': { width: 1280, height: 1024, zoom: 4 },
};

describe('with the Tab key', () => {
  for (const [lookName, look] of Object.entries(looks))
    for (const hash of Object.keys(screens))
      test(`everything of ${hash} is reached and can be seen, ${lookName}`, async (t) => {
        const page = await open(t, hash, look);
        const { stops, missed } = await walkOnce(page);
        assert.deepEqual(missed, [], 'all that can be used is reached');
        assert.deepEqual(
          stops.filter(({ marked, inSight }) => !marked || !inSight),
          [],
          'where the focus is can be seen',
        );
        assert.ok(stops.length > 10, `${stops.length} stops`);
      });
});

describe('a dialog', () => {
  const dialogs = [
    { opener: 'Go live', title: 'Go live', shown: idleSnapshot },
    { opener: 'Stop', title: 'Stop the broadcast?', shown: () => liveSnapshot('live') },
    { opener: 'Keys', title: 'Keys', shown: idleSnapshot },
  ];
  for (const { opener, title, shown } of dialogs)
    test(`${title}: keeps the focus, and gives it back where it was`, async (t) => {
      engine.tell({ type: 'snapshot', snapshot: shown() });
      const page = await open(t, '#/live');
      const button = { role: 'BUTTON', name: opener };
      await untilFocused(page, button);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      const within = async (): Promise<boolean> => (await focused(page)).dialog;
      assert.ok(await within(), 'the focus is in the dialog');
      const stops: Stop[] = [];
      for (let tab = 0; tab < 12; tab += 1) {
        await page.keyboard.press(tab % 5 === 4 ? 'Shift+Tab' : 'Tab');
        stops.push(await focused(page));
      }
      assert.deepEqual(
        stops.filter(({ role, dialog }) => !dialog && role !== 'BODY'),
        [],
        'nothing behind it is reached',
      );
      assert.ok(stops.some(({ dialog }) => dialog));
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      const { role, name } = await focused(page);
      assert.deepEqual({ role, name }, button);
    });
});

describe('by the keyboard alone', () => {
  test('settings are changed and saved', async (t) => {
    engine.calls.length = 0;
    const page = await open(t, '#/logs');
    await page.keyboard.press('5');
    await page.getByText('1920x1080, 30 fps').waitFor();
    await untilFocused(page, { role: 'INPUT', name: 'Segment length' });
    await page.keyboard.press('Control+A');
    await page.keyboard.type('4');
    await untilFocused(page, { role: 'BUTTON', name: 'Save' });
    const asked = page.waitForRequest((request) => request.method() === 'PUT');
    await page.keyboard.press('Enter');
    assert.equal(new URL((await asked).url()).pathname, '/api/settings');
    const { config } = (await asked).postDataJSON() as { config: Record<string, unknown> };
    assert.equal(config['segmentSeconds'], 4);
  });

  test('every screen is opened by its number, and by its link', async (t) => {
    const page = await open(t, '#/live');
    const titles = ['Live', 'Preflight', 'Queue', 'Broadcasts', 'Settings', 'Logs'];
    for (const [index, title] of titles.entries()) {
      await page.keyboard.press(String(index + 1));
      await page.locator(`main[aria-label="${title}"]`).waitFor();
    }
    for (const title of titles) {
      await untilFocused(page, { role: 'A', name: title });
      await page.keyboard.press('Enter');
      await page.locator(`main[aria-label="${title}"]`).waitFor();
    }
  });

  test('an alarm is acknowledged by its button', async (t) => {
    const alarm = raised('silence', 'No sound for 35 s.');
    engine.tell({ type: 'snapshot', snapshot: liveSnapshot('degraded', { alarms: [alarm] }) });
    engine.answers['POST /api/alarms/acknowledge'] = { ...alarm, acknowledgedAt: new Date().toISOString() };
    const page = await open(t, '#/live');
    await untilFocused(page, { role: 'BUTTON', name: 'Acknowledge: No sound for 35 s.' });
    const asked = page.waitForRequest((request) => request.method() === 'POST');
    await page.keyboard.press('Space');
    assert.deepEqual((await asked).postDataJSON(), { id: 'silence' });
  });
});

async function open(t: { after(end: () => unknown): void }, hash: string, look: Look = {}): Promise<Page> {
  const { page } = await openPage(browser, `${engine.url}${hash}`, look);
  t.after(() => page.context().close());
  const words = screens[hash];
  if (words !== undefined) await page.getByText(words, { exact: false }).first().waitFor();
  return page;
}
