import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { LogEntry } from '../../contract/api/log-entry.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { createLog } from './log.ts';
import { logFilePaths, openLogFile } from './log-file.ts';
import { createLogRing } from './log-ring.ts';
import { createRedactor } from './redact.ts';
import { limitRepeats, repeatMs } from './repeat-limit.ts';

const info = (message: string) => ({ level: 'info', part: 'engine', message }) as const;

describe('the log', () => {
  it('keeps events and words with level, part and code, and finds them', () => {
    const log = createLog(createRedactor());
    log.note({ type: 'warning', code: 'FILE_CHANGED', message: 'A file is gone' });
    log.note({
      type: 'segment-captured',
      broadcast: 'show',
      variant: '720p',
      sequence: 3,
      seconds: 2,
      sizeBytes: 9,
    });
    log.add(info('Broadcast show: a test pattern'));
    const all = log.find({ level: 'debug', limit: 10 });
    assert.deepEqual(
      all.map(({ number, level, code, broadcast }) => [number, level, code, broadcast]),
      [
        [1, 'warning', 'FILE_CHANGED', null],
        [2, 'debug', null, 'show'],
        [3, 'info', null, null],
      ],
    );
    const found = (query: Parameters<typeof log.find>[0]) => log.find(query).map(({ number }) => number);
    assert.deepEqual(found({ level: 'info', limit: 10 }), [1, 3]);
    assert.deepEqual(found({ level: 'warning', limit: 10 }), [1]);
    assert.deepEqual(found({ level: 'info', text: 'BROADCAST SHOW', limit: 10 }), [3]);
    assert.deepEqual(found({ level: 'info', text: 'file_changed', limit: 10 }), [1]);
    assert.deepEqual(found({ level: 'debug', limit: 1 }), [3], 'the newest');
  });

  it('hides secrets before anybody sees a line', async (t) => {
    const path = join(temporaryDirectory(t), 'logs', 'surecast.log');
    const log = createLog(createRedactor(['hunter2-hunter2']));
    const seen: LogEntry[] = [];
    log.onEntry((entry) => seen.push(entry));
    log.add(info('The key is hunter2-hunter2'));
    log.keepIn(openLogFile({ path }));
    log.add(info('hunter2-hunter2 again'));
    await log.flush();
    for (const text of [JSON.stringify(seen), await readFile(path, 'utf8')]) {
      assert.match(text, /The key is \*\*\*.*\*\*\* again/s);
      assert.doesNotMatch(text, /hunter2/);
    }
  });

  it('says once what comes again and again, and how often it came', () => {
    const log = createLog(createRedactor());
    for (let time = 0; time < 50; time++) log.add(info('refused'));
    assert.equal(log.find({ level: 'info', limit: 100 }).length, 1);
    let state: Parameters<typeof limitRepeats>[0] = new Map();
    const say = (atMs: number) => {
      const verdict = limitRepeats(state, 'refused', atMs);
      state = verdict.state;
      return verdict.heldBefore;
    };
    assert.deepEqual([0, 1, 2, repeatMs, repeatMs + 1].map(say), [0, undefined, undefined, 2, undefined]);
  });

  it('remembers a bounded number of lines, and what matters longer than segments', () => {
    const ring = createLogRing({ debug: 10, others: 10 });
    const entry = { atMs: 0, part: 'engine', message: '', code: null, broadcast: null };
    ring.add({ ...entry, number: 0, level: 'error' });
    for (let number = 1; number < 1_000; number++) ring.add({ ...entry, number, level: 'debug' });
    const numbers = ring.find({ level: 'debug', limit: 100 }).map(({ number }) => number);
    assert.ok(numbers.length <= 13 && numbers[0] === 0 && numbers.at(-1) === 999, numbers.join());
  });
});

describe('the file of the log', () => {
  it('is rotated, and never more than its share', async (t) => {
    const root = temporaryDirectory(t);
    const path = join(root, 'surecast.log');
    const file = openLogFile({ path, maxBytes: 100, files: 3 });
    for (let number = 0; number < 30; number++) {
      file.write(`line ${String(number).padStart(3, '0')} ${'x'.repeat(20)}`);
      await file.flush();
    }
    assert.deepEqual((await readdir(root)).sort(), ['surecast.log', 'surecast.log.1', 'surecast.log.2']);
    const texts = await Promise.all(logFilePaths(path, 3).map((each) => readFile(each, 'utf8')));
    assert.ok(texts.every((text) => text.length <= 100));
    const lines = texts.toReversed().join('').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => Number(line.slice(5, 8))),
      Array.from({ length: lines.length }, (_, index) => 30 - lines.length + index),
      'the newest, none missing, in their order',
    );
  });

  it('goes on with what is there, and takes it calmly where nothing can be written', async (t) => {
    const root = temporaryDirectory(t);
    const path = join(root, 'surecast.log');
    await writeFile(path, 'before\n');
    const file = openLogFile({ path });
    file.write('after');
    await file.flush();
    assert.equal(await readFile(path, 'utf8'), 'before\nafter\n');
    const nowhere = openLogFile({ path: join(path, 'below-a-file', 'surecast.log') });
    nowhere.write('lost');
    await nowhere.flush();
  });
});
