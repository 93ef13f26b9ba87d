/** How smoothly the console's queue scrolls over a real catalog, in a real browser. */
import { z } from 'zod';
import { freeTcpPort } from '../fixtures/capture/free-port.ts';
import { openBrowser, openPage } from '../tests/console-page/testing/open-page.ts';
import { startConsoleAt } from '../tests/console-page/testing/real-console.ts';
import { TrialScope } from '../tests/testing/scope.ts';
import { createWorkplace } from '../tests/testing/workplace.ts';
import { makePendingCatalog } from './pending-catalog.ts';

export type QueueScrolling = {
  /** Tasks of the page's main thread that took more than 50 ms of processor time, while it scrolled. */
  readonly longTasks: number;
  /** Processor time of the longest: unlike its duration, the same on a machine that is busy with something else. */
  readonly longestMs: number;
  /** How long tasks took, with all that the machine did besides. */
  readonly longestWallMs: number;
  /** Distance that was scrolled, rows. */
  readonly rows: number;
  /** From End pressed to the last row on the page. */
  readonly toTheEndMs: number;
};

const longTaskMs = 50;
const wheelTurns = 300;
const turnPixels = 600;
const rowPixels = 38;

/** Scrolls by wheel through a queue of so many uploads that wait for a store that is away, then jumps to its end. */
export async function measureQueuePage(uploads: number): Promise<QueueScrolling> {
  const scope = new TrialScope();
  try {
    const place = await createWorkplace(scope, { ui: true });
    makePendingCatalog(place.data, uploads, 's3://away/live');
    const console = await startConsoleAt(scope, place, 0, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freeTcpPort()}`,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    });
    const browser = await openBrowser();
    scope.after(() => browser.close());
    const { page } = await openPage(browser, `${console.page}#/queue`);
    const grid = page.getByRole('grid', { name: 'Uploads' });
    await grid.getByRole('row', { name: /00000000-/ }).click();
    await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
    for (let turn = 0; turn < wheelTurns; turn += 1) await page.mouse.wheel(0, turnPixels);
    const pressedAtMs = performance.now();
    await grid.press('End');
    await grid.getByRole('row', { name: new RegExp(`${String(uploads - 1).padStart(8, '0')}-`) }).waitFor();
    const toTheEndMs = performance.now() - pressedAtMs;
    const tasks = tasksOfPage(await browser.stopTracing());
    return {
      longTasks: tasks.filter(({ cpuMs }) => cpuMs > longTaskMs).length,
      longestMs: Math.max(0, ...tasks.map(({ cpuMs }) => cpuMs)),
      longestWallMs: Math.max(0, ...tasks.map(({ wallMs }) => wallMs)),
      rows: Math.round((wheelTurns * turnPixels) / rowPixels),
      toTheEndMs,
    };
  } finally {
    await scope.end();
  }
}

/** What is used here of Chromium's trace (microseconds). */
const trace = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.looseObject({ name: z.string().optional() }).default({}),
    }),
  ),
});

/** Tasks of the main threads of pages. */
function tasksOfPage(buffer: Buffer): { readonly cpuMs: number; readonly wallMs: number }[] {
  const { traceEvents } = trace.parse(JSON.parse(buffer.toString()));
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error('the trace has no task of a page');
  return tasks.map(({ dur = 0, tdur = 0 }) => ({ cpuMs: tdur / 1000, wallMs: dur / 1000 }));
}
