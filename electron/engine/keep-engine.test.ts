import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EngineLife } from './engine-life.ts';
import { type EngineNews, keepEngine } from './keep-engine.ts';
import { failuresAfter, restartWaitMs } from './restart-wait.ts';

const address = { url: 'http://127.0.0.1:7070/', token: 't' };

/** Lives that end when the test says so, and time that passes at once. */
function scene(lives: number) {
  const ends = Array.from({ length: lives }, () => Promise.withResolvers<string>());
  const news: EngineNews[] = [];
  const waits: number[] = [];
  const told: boolean[] = [];
  let begun = 0;
  let nowMs = 0;
  let seen = Promise.withResolvers<void>();
  const kept = keepEngine({
    begin: async () => {
      const ended = ends[begun];
      begun += 1;
      if (ended === undefined) throw new Error('The engine does not start.');
      const end = (now: boolean): void => {
        told.push(now);
        ended.resolve('The engine ended with status 0.');
      };
      return { pid: begun, address, ended: ended.promise, end } satisfies EngineLife;
    },
    nowMs: () => nowMs,
    wait: async (ms, signal) => {
      waits.push(ms);
      nowMs += ms;
      if (waits.length >= 12) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    onChange: (one) => {
      news.push(one);
      seen.resolve();
      seen = Promise.withResolvers();
    },
  });
  const until = async (met: () => boolean): Promise<void> => {
    while (!met()) await seen.promise;
  };
  return { kept, news, waits, told, ends, until, pass: (ms: number) => (nowMs += ms) };
}

describe('keeping the engine', () => {
  it('starts it again when it dies, soon at first, then less and less often', async () => {
    const { kept, news, waits, ends, until } = scene(1);
    await until(() => news.some(({ type }) => type === 'running'));
    assert.equal(kept.address(), address);
    ends[0]?.resolve('The engine ended by SIGKILL.');
    await until(() => waits.length >= 11);
    assert.deepEqual(waits.slice(0, 8), [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    const away = news.find((one) => one.type === 'away');
    assert.ok(away?.type === 'away' && away.sentence === 'The engine ended by SIGKILL.');
    assert.equal(kept.address(), undefined);
    await kept.end(false);
  });

  it('ends it for good when asked, also while it waits', async () => {
    const { kept, news, told, until } = scene(1);
    await until(() => news.some(({ type }) => type === 'running'));
    await kept.end(false);
    await kept.end(true);
    assert.deepEqual(told, [false]);
    assert.deepEqual(
      news.map(({ type }) => type),
      ['starting', 'running'],
    );
  });

  it('takes one that ran for a minute for a well one', () => {
    assert.equal(failuresAfter(7, 60_000), 1);
    assert.equal(failuresAfter(7, 59_999), 8);
    assert.equal(restartWaitMs(0), 500);
    assert.equal(restartWaitMs(10_000), 30_000);
  });
});
