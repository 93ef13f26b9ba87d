import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConsoleEvent } from '../../contract/api/console-event.ts';
import { sessionStates } from '../../contract/api/session.ts';
import { alarmOf, snapshotOf } from '../testing/snapshots.ts';
import { powerBlockerFor } from './power-blocker.ts';
import { choiceAt, quitQuestion } from './quit-question.ts';
import {
  activityOf,
  afterConsoleEvent,
  afterEngineNews,
  initialShellState,
  type ShellState,
} from './shell-state.ts';

const shellWith = (snapshot: ShellState['snapshot']): ShellState => ({ ...initialShellState, snapshot });

describe('what the engine is busy with', () => {
  it('is told by the session, and by what is left over when there is none', () => {
    const busy = Object.fromEntries(
      sessionStates.map((state) => [state, activityOf(shellWith(snapshotOf(state)))]),
    );
    assert.deepEqual(busy, {
      idle: 'idle',
      preflight: 'idle',
      starting: 'capturing',
      live: 'capturing',
      degraded: 'capturing',
      reconnecting: 'capturing',
      stopping: 'delivering',
      failed: 'idle',
    });
    assert.equal(activityOf(shellWith(snapshotOf('failed', { files: 3 }))), 'delivering');
    assert.equal(activityOf(shellWith(snapshotOf('idle', { unfinished: ['sunday'] }))), 'delivering');
    assert.equal(activityOf(initialShellState), 'idle');
  });

  it('stays what it was while the engine is away: FFmpeg goes on', () => {
    const live = shellWith(snapshotOf('live'));
    const away = afterEngineNews(live, { type: 'away', sentence: 'The engine ended by SIGKILL.' });
    assert.equal(away.engine, 'away');
    assert.equal(activityOf(away), 'capturing');
    assert.equal(afterEngineNews(away, { type: 'running' }).trouble, null);
  });

  it('decides which power blocker is held', () => {
    assert.equal(powerBlockerFor('capturing'), 'prevent-display-sleep');
    assert.equal(powerBlockerFor('delivering'), 'prevent-app-suspension');
    assert.equal(powerBlockerFor('idle'), undefined);
  });

  it('decides what is asked; Escape and an unknown button cancel', () => {
    assert.equal(quitQuestion('idle'), undefined);
    for (const activity of ['capturing', 'delivering'] as const) {
      const question = quitQuestion(activity);
      assert.ok(question);
      assert.equal(choiceAt(question, 0), 'stay');
      assert.equal(question.choices.at(-1)?.choice, 'cancel');
      assert.equal(choiceAt(question, 99), 'cancel');
      assert.equal(new Set(question.choices.map(({ label }) => label)).size, question.choices.length);
    }
    assert.ok(!quitQuestion('capturing')?.choices.some(({ choice }) => choice === 'leave'));
  });
});

describe('alarms', () => {
  it('come with snapshots and one by one, and go when they clear', () => {
    const clipping = alarmOf('clipping');
    let state = afterConsoleEvent(initialShellState, {
      type: 'snapshot',
      snapshot: snapshotOf('live', {
        alarms: [clipping, alarmOf('black', { clearedAt: '2026-11-21T12:01:00Z' })],
      }),
    });
    assert.deepEqual(state.alarms, [clipping]);
    state = afterConsoleEvent(state, { type: 'alarm', alarm: alarmOf('silence') });
    assert.equal(state.alarms.length, 2);
    state = afterConsoleEvent(state, {
      type: 'alarm',
      alarm: alarmOf('clipping', { clearedAt: '2026-11-21T12:02:00Z' }),
    });
    assert.deepEqual(
      state.alarms.map(({ kind }) => kind),
      ['silence'],
    );
  });

  it('leave the state as it is for what the shell does not show', () => {
    const meters: ConsoleEvent = { type: 'meters', meters: { atMs: 0, channels: [] } };
    assert.equal(afterConsoleEvent(initialShellState, meters), initialShellState);
  });
});
