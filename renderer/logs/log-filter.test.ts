import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEntry } from '../../contract/api/log-entry.ts';
import { filterLog, logText, mergeLog } from './log-filter.ts';

const line = (number: number, change: Partial<LogEntry> = {}): LogEntry => ({
  number,
  atMs: 1000 * number,
  level: 'info',
  part: 'uplink',
  message: `line ${number}`,
  code: null,
  broadcast: null,
  ...change,
});

const numbers = (lines: readonly LogEntry[]) => lines.map(({ number }) => number);

test('a level lets through itself and what is worse', () => {
  const lines = [
    line(1, { level: 'debug' }),
    line(2),
    line(3, { level: 'warning' }),
    line(4, { level: 'error' }),
  ];
  const at = (level: LogEntry['level']) => numbers(filterLog(lines, { level, text: '' }));
  assert.deepEqual(at('debug'), [1, 2, 3, 4]);
  assert.deepEqual(at('warning'), [3, 4]);
  assert.deepEqual(at('error'), [4]);
});

test('all words must be there, in whatever field, order and case', () => {
  const lines = [
    line(1, { message: 'The origin refuses', code: 'ORIGIN_DENIED', broadcast: 'sunday' }),
    line(2, { message: 'The origin answers' }),
  ];
  const by = (text: string) => numbers(filterLog(lines, { level: 'debug', text }));
  assert.deepEqual(by('ORIGIN'), [1, 2]);
  assert.deepEqual(by('  refuses the '), [1]);
  assert.deepEqual(by('sunday denied'), [1]);
  assert.deepEqual(by('sunday answers'), []);
  assert.deepEqual(by('.*'), []);
});

test('lines that come twice stand once, in order, and the oldest go', () => {
  assert.deepEqual(numbers(mergeLog([line(1), line(2), line(3)], [line(3), line(4)], 10)), [1, 2, 3, 4]);
  assert.deepEqual(numbers(mergeLog([line(1), line(2), line(3)], [line(3), line(4)], 2)), [3, 4]);
});

test('a program that was started anew counts from the beginning', () => {
  const before = [line(1), line(2)];
  const after = [line(1, { atMs: 9000, message: 'again' })];
  assert.deepEqual(
    mergeLog(before, after, 10).map(({ message }) => message),
    ['line 1', 'line 2', 'again'],
  );
});

test('lines are copied as text with their time in UTC', () => {
  const copied = logText([line(1, { level: 'error', code: 'DISK_FULL', broadcast: 'sunday' }), line(2)]);
  assert.equal(
    copied,
    '1970-01-01T00:00:01.000Z ERROR   uplink: sunday line 1 (DISK_FULL)\n1970-01-01T00:00:02.000Z INFO    uplink: line 2',
  );
});
