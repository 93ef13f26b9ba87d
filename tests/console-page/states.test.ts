import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from '@playwright/test';
import type { ConsoleSnapshot, RateHistory } from '../../contract/api/console-snapshot.ts';
import { sessionStates } from '../../contract/api/session.ts';
import { sessionWords } from '../../renderer/live/session-words.ts';
import {
  idleSnapshot,
  liveSnapshot,
  origin,
  raised,
  ratesWith,
  segmentsWith,
} from '../../renderer/testing/snapshots.ts';
import { assertAccessible } from './testing/accessible.ts';
import { openBrowser, openPage, takePicture } from './testing/open-page.ts';
import { type ScriptedEngine, startScriptedEngine } from './testing/scripted-engine.ts';
import { testPicture } from './testing/test-picture.ts';

let engine: ScriptedEngine;
let browser: Browser;
let isHeard = false;
let sound: NodeJS.Timeout;

const channels = [
  { peakDb: -14, rmsDb: -21 },
  { peakDb: -11, rmsDb: -19 },
];

before(async () => {
  engine = await startScriptedEngine(liveSnapshot('live'));
  engine.answers['GET /api/tasks'] = [];
  engine.answers['GET /api/preview.mjpeg'] = await testPicture();
  engine.answers['GET /api/settings'] = { path: null, config: {}, originsWithKeys: [], version: '1' };
  // Levels come all the time; one alone is soon taken for old.
  sound = setInterval(() => {
    if (isHeard) engine.tell({ type: 'meters', meters: { atMs: Date.now(), channels } });
  }, 100);
  browser = await openBrowser();
});

after(async () => {
  clearInterval(sound);
  await browser?.close();
  await engine?.close();
});

const away = origin({
  state: 'waiting',
  pendingFiles: 212,
  pendingBytes: 331_000_000,
  oldestUnverifiedSeconds: 213,
  trouble: {
    code: 'ORIGIN_UNREACHABLE',
    message:
      'The origin does not answer: the connection broke — PUT s3://parish-live/sundays/sunday-service/1080p/00002143-c02eef438272.ts: ECONNRESET: socket hang up',
    cure: 'Check the network and the endpoint; what is recorded waits in the queue.',
  },
});

/** What the page is shown in each state. */
const moments: Readonly<Record<(typeof sessionStates)[number], () => ConsoleSnapshot>> = {
  idle: idleSnapshot,
  preflight: () => liveSnapshot('preflight', { session: { onAirSince: null, source: null }, segments: [] }),
  starting: () => liveSnapshot('starting', { session: { onAirSince: null }, segments: [] }),
  live: () => liveSnapshot('live'),
  degraded: () =>
    liveSnapshot('degraded', {
      session: { reason: 'The disk lasts 42 min.', droppedFrames: 5011 },
      disk: { level: 'low', hoursLeft: 0.7, freeBytes: 2_200_000_000 },
      alarms: [raised('disk-low', 'The disk lasts 42 min.'), raised('silence', 'No sound for 35 s.')],
    }),
  reconnecting: () =>
    liveSnapshot('reconnecting', {
      session: { reason: `${away.url}: The origin does not answer: the connection broke.` },
      origins: [away, origin({ url: 'file:/srv/archive', networkInterface: null, optional: true })],
      backlog: {
        files: 212,
        bytes: 331_000_000,
        mediaSeconds: 424,
        oldestUnverifiedSeconds: 213,
        behindLiveSeconds: 430,
      },
      segments: segmentsWith(60, { captured: 40 }),
      alarms: [
        raised(
          'uplink-down',
          `${away.url}: The origin does not answer: the connection broke (ORIGIN_UNREACHABLE). 212 files (331.0 MB) wait.`,
          away.url,
        ),
      ],
    }),
  stopping: () => liveSnapshot('stopping', { session: { source: null } }),
  failed: () =>
    liveSnapshot('failed', {
      session: { reason: 'FFmpeg could not open the camera.', onAirSince: null, source: null },
    }),
};

/** What was captured and sent until then. */
const rates = {
  idle: (): RateHistory => ({ lastMinute: [], lastHour: [] }),
  reconnecting: () => ratesWith((share) => (share < 0.5 ? 1 : 0)),
  other: () => ratesWith(() => 1),
} as const;

async function show(page: Page, state: (typeof sessionStates)[number]): Promise<void> {
  const snapshot = moments[state]();
  engine.answers['GET /api/rates'] = rates[state === 'idle' || state === 'reconnecting' ? state : 'other']();
  engine.tell({ type: 'snapshot', snapshot });
  await page
    .getByRole('region', { name: 'State', exact: true })
    .getByText(sessionWords[state].word, { exact: true })
    .waitFor();
  isHeard = snapshot.session.onAirSince !== null && snapshot.session.source !== null;
  if (isHeard) await page.getByRole('meter', { name: 'Right' }).waitFor();
}

for (const theme of ['light', 'dark'] as const) {
  test(`every state has its word, and axe finds nothing, ${theme}`, async () => {
    const { page, problems } = await openPage(browser, engine.url, { theme });
    for (const state of sessionStates) {
      await show(page, state);
      // The rates are asked for now and then: a page that is opened now has those of this state.
      await page.reload();
      await show(page, state);
      await page.locator('.uplot').waitFor();
      const isOnAir = ['live', 'degraded', 'reconnecting'].includes(state);
      assert.equal(await page.getByText('On air', { exact: true }).count(), isOnAir ? 1 : 0);
      await takePicture(page, `live-${state}-${theme}`);
      await assertAccessible(page, `${state}, ${theme}`);
    }
    assert.deepEqual(problems, []);
    await page.context().close();
  });
}

test('on 1024×600 the state, its button, picture, figures and segments are seen without scrolling', async () => {
  const { page } = await openPage(browser, engine.url, { width: 1024, height: 600 });
  for (const state of ['live', 'reconnecting'] as const) {
    await show(page, state);
    const parts = [
      '.state-word',
      '.state-banner .button',
      '.preview',
      '.meters',
      '.figures',
      '.segment-cells',
      '.origins tbody tr:first-child',
    ];
    for (const part of parts) {
      const box = await page.locator(part).boundingBox();
      assert.ok(
        box !== null && box.y >= 0 && box.y + box.height <= 600,
        `${part} ends at ${box?.y}, ${state}`,
      );
      assert.ok(box.x >= 0 && box.x + box.width <= 1024, `${part} is ${box.width} wide, ${state}`);
    }
    await takePicture(page, `small-${state}`);
  }
  await page.context().close();
});

test('at 400 % zoom nothing has to be scrolled sideways', async () => {
  const { page } = await openPage(browser, engine.url, { width: 1280, height: 1024, zoom: 4 });
  for (const state of ['live', 'reconnecting', 'idle'] as const) {
    await show(page, state);
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    assert.ok(width <= 320, `${state}: ${width} px wide`);
    await assertAccessible(page, `${state}, zoomed`);
    await takePicture(page, `zoomed-${state}`);
  }
  await page.context().close();
});
