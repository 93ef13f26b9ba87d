import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionStates } from '../../contract/api/session.ts';
import type { OriginSnapshot } from '../../contract/snapshot.ts';
import { liveSnapshot, origin, ratesWith, segmentsWith } from '../testing/snapshots.ts';
import { chosenFacts } from './chosen-facts.ts';
import { figuresOf } from './figures.ts';
import { ratesText } from './rate-series.ts';
import { byVariant, stagesText } from './segment-stages.ts';
import { canGoLive, canStop, meaningOf, sessionWords } from './session-words.ts';

const figure = (name: string, ...of: Parameters<typeof figuresOf>): { value: string; tone: string } => {
  const { value, tone } = figuresOf(...of).find((one) => one.name === name) ?? { value: '', tone: '' };
  return { value, tone };
};

test('every state has a word of its own, and never can be both begun and stopped', () => {
  assert.equal(new Set(sessionStates.map((state) => sessionWords[state].word)).size, sessionStates.length);
  for (const state of sessionStates) assert.ok(!(canGoLive(state) && canStop(state)), state);
  assert.deepEqual(sessionStates.filter(canStop), ['starting', 'live', 'degraded', 'reconnecting']);
  assert.deepEqual(sessionStates.filter(canGoLive), ['idle', 'stopping', 'failed']);
});

test('a backlog is a figure that asks for a look from 30 s on', () => {
  const late = (seconds: number) =>
    figure('Behind live', liveSnapshot('live', { backlog: { behindLiveSeconds: seconds } }), null);
  assert.deepEqual(late(5.1), { value: '5.1 s', tone: 'good' });
  assert.deepEqual(late(31), { value: '31 s', tone: 'warn' });
  assert.deepEqual(late(301), { value: '5 min 1 s', tone: 'bad' });
});

test('dropped frames count by their share', () => {
  const dropped = (droppedFrames: number) =>
    figure('Dropped frames', liveSnapshot('live', { session: { droppedFrames, capturedFrames: 1000 } }), null)
      .tone;
  assert.deepEqual([0, 9, 20, 100].map(dropped), ['good', 'good', 'warn', 'bad']);
});

test('a disk that takes nothing is not said to last', () => {
  const full = liveSnapshot('degraded', { disk: { level: 'full', hoursLeft: 0 } });
  assert.deepEqual(figure('Disk lasts', full, null), { value: 'full', tone: 'bad' });
  assert.equal(figure('Disk', { ...full, disk: null }, null).tone, 'bad');
});

test('rates are the mean of the last ten seconds, and unknown before the first', () => {
  const rates = ratesWith(() => 0);
  assert.match(figure('Bit rate', liveSnapshot('live'), rates).value, /^[56]\.\d\d Mbit\/s$/);
  assert.equal(figure('Uplink', liveSnapshot('live'), null).value, '–');
  assert.match(ratesText(rates.lastMinute), /^Bit rate: 6\.\d\d Mbit\/s on average, .* Uplink: /);
});

test('how long the backlog lasts is not guessed while an origin takes nothing', () => {
  const drain = (...origins: OriginSnapshot[]) =>
    figure('Time to drain', liveSnapshot('live', { origins, backlog: { secondsToDrain: 30 } }), null).value;
  assert.equal(drain(origin()), '30 s');
  assert.equal(drain(origin(), origin({ state: 'waiting' })), '–');
  assert.equal(drain(origin({ state: 'blocked' })), '–');
  assert.equal(drain(origin(), origin({ state: 'waiting', optional: true })), '30 s');
});

test('the strip is said in words, newest stages last', () => {
  const segments = segmentsWith(10, { captured: 2, stored: 1 });
  assert.equal(stagesText(segments), 'Of the newest 10 segments: 7 verified, 1 stored, 2 captured.');
  assert.equal(stagesText([]), 'No segment yet.');
  assert.deepEqual([...byVariant(segments).keys()], ['1080p']);
});

test('what a broadcast would be is said from the settings, with the defaults', () => {
  assert.deepEqual(chosenFacts({}), [
    { name: 'Captures', value: 'a test pattern with a tone' },
    { name: 'Delivers to', value: 'a folder on this machine' },
  ]);
  const origins = ['s3://a/b', { url: 'file:/srv', optional: true }, 7];
  assert.equal(chosenFacts({ source: 'screen', origins })[1]?.value, 's3://a/b, file:/srv');
});

test('nothing captured does not mean that nothing is left to deliver', () => {
  assert.match(meaningOf('idle', 0), /nothing is left to deliver/);
  assert.match(meaningOf('idle', 1), /one broadcast is still being delivered/);
  assert.match(meaningOf('idle', 3), /3 broadcasts are still/);
  assert.equal(meaningOf('live', 3), sessionWords.live.meaning);
});
