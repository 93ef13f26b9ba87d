import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import type { ConsoleSnapshot } from '../../contract/api/console-snapshot.ts';
import { idleSnapshot, liveSnapshot, ratesWith } from '../../renderer/testing/snapshots.ts';
import { assertAccessible } from './testing/accessible.ts';
import { type Look, openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { failingReport } from './testing/reports.ts';
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
    'POST /api/tasks': {
      id: 'checks',
      kind: 'preflight',
      broadcasts: [],
      state: 'done',
      progress: null,
      startedAt: new Date().toISOString(),
      result: failingReport,
      error: null,
    },
  });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await engine?.close();
});

/** What is not a screen with answers alone: those are in screens.test.ts, the states in states.test.ts. */
type Sight = {
  readonly hash: string;
  readonly shown?: () => ConsoleSnapshot;
  /** Brings it about, and waits until it stands there. */
  readonly bring: (page: Page) => Promise<void>;
};

const cure = 'Check the access key and what it may do.';

const sights: Readonly<Record<string, Sight>> = {
  'preflight-fails': { hash: '#/preflight', bring: (page) => page.getByText(cure).waitFor() },
  'runbook-uplink-down': {
    hash: '#/runbook/uplink-down',
    bring: (page) => page.getByRole('heading', { name: 'What to do' }).waitFor(),
  },
  'dialog-go-live': {
    hash: '#/live',
    bring: async (page) => {
      await page.getByRole('button', { name: 'Go live' }).click();
      await page.getByRole('dialog', { name: 'Go live' }).waitFor();
    },
  },
  'dialog-go-live-fails': {
    hash: '#/live',
    bring: async (page) => {
      await page.getByRole('button', { name: 'Go live' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click();
      await page.getByRole('dialog').getByText(cure).waitFor();
    },
  },
  'dialog-stop': {
    hash: '#/live',
    shown: () => liveSnapshot('live'),
    bring: async (page) => {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('dialog', { name: 'Stop the broadcast?' }).waitFor();
    },
  },
  'dialog-keys': {
    hash: '#/live',
    bring: async (page) => {
      await page.getByRole('button', { name: 'Keys' }).click();
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  },
  'dialog-unsaved': {
    hash: '#/settings',
    bring: async (page) => {
      await page.getByLabel('Segment length').fill('7');
      await page.getByRole('link', { name: 'Logs' }).click();
      await page.getByRole('dialog', { name: 'Unsaved changes' }).waitFor();
    },
  },
};

const looks: Readonly<Record<string, Look>> = {
  light: { width: 1024, height: 600 },
  dark: { theme: 'dark' },
  zoomed: { width: 1280, height: 1024, zoom: 4 },
};

for (const [name, { hash, shown = idleSnapshot, bring }] of Object.entries(sights))
  describe(name, () => {
    for (const [lookName, look] of Object.entries(looks))
      test(`can be read and used by everybody, ${lookName}`, async (t) => {
        engine.tell({ type: 'snapshot', snapshot: shown() });
        const { page, problems } = await openPage(browser, `${engine.url}${hash}`, look);
        t.after(() => page.context().close());
        await bring(page);
        await takePicture(page, `${name}-${lookName}`);
        await assertAccessible(page, `${name}, ${lookName}`);
        const tooWide = Number(
          await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
        );
        assert.ok(tooWide <= 0, `the page is ${tooWide} px wider than the window`);
        assert.deepEqual(problems, []);
      });
  });
