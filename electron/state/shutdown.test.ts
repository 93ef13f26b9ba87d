import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { quitChoices } from './quit-question.ts';
import type { Activity } from './shell-state.ts';
import {
  type LeaveReason,
  mayExit,
  nextShutdown,
  type Shutdown,
  type ShutdownEvent,
  type ShutdownStep,
  staying,
} from './shutdown.ts';

const asked = (reason: LeaveReason, activity: Activity): ShutdownEvent => ({
  type: 'asked',
  reason,
  activity,
});

function run(
  events: readonly ShutdownEvent[],
  from: Shutdown = staying,
): { end: Shutdown; steps: ShutdownStep[] } {
  let end = from;
  const steps: ShutdownStep[] = [];
  for (const event of events) {
    const move = nextShutdown(end, event);
    end = move.next;
    steps.push(...move.steps);
  }
  return { end, steps };
}

describe('the way out', () => {
  it('is open by every path while there is nothing to lose', () => {
    for (const reason of ['window', 'quit', 'signal', 'session-end', 'power'] as const) {
      const { end, steps } = run([asked(reason, 'idle'), { type: 'engine-ended' }]);
      assert.deepEqual(steps, ['end-engine', 'exit']);
      assert.ok(mayExit(end));
    }
  });

  it('asks when the window is closed, or the app quit, while live, and once only', () => {
    for (const reason of ['window', 'quit'] as const) {
      const { end, steps } = run([asked(reason, 'capturing'), asked('quit', 'capturing')]);
      assert.deepEqual(steps, ['ask']);
      assert.equal(end.phase, 'asking');
    }
  });

  it('goes on in the tray', () => {
    const answered: ShutdownEvent = { type: 'answered', choice: 'stay', activity: 'capturing' };
    const { end, steps } = run([asked('window', 'capturing'), answered]);
    assert.deepEqual(steps, ['ask', 'hide-window']);
    assert.deepEqual(end, staying);
  });

  it('ends the capture, delivers the rest and leaves', () => {
    const { end, steps } = run([
      asked('window', 'capturing'),
      { type: 'answered', choice: 'deliver', activity: 'capturing' },
      { type: 'activity', activity: 'capturing' },
      { type: 'activity', activity: 'delivering' },
      { type: 'activity', activity: 'idle' },
      { type: 'engine-ended' },
    ]);
    assert.deepEqual(steps, ['ask', 'hide-window', 'stop-capture', 'end-engine', 'exit']);
    assert.ok(mayExit(end));
  });

  it('where nobody can be asked stops and delivers, and the second signal leaves the rest in the queue', () => {
    for (const reason of ['signal', 'session-end', 'power'] as const) {
      const { steps } = run([asked(reason, 'capturing'), asked(reason, 'delivering')]);
      assert.deepEqual(steps, ['hide-window', 'stop-capture', 'end-engine-now']);
    }
  });

  it('leaves no capture behind that has begun while the question stood', () => {
    const { steps } = run([
      asked('quit', 'delivering'),
      { type: 'answered', choice: 'leave', activity: 'capturing' },
    ]);
    assert.deepEqual(steps, ['ask', 'hide-window', 'stop-capture']);
  });

  it('is found again after a cancel', () => {
    const cancelled: ShutdownEvent = { type: 'answered', choice: 'cancel', activity: 'capturing' };
    const { steps } = run([asked('quit', 'capturing'), cancelled, asked('window', 'capturing')]);
    assert.deepEqual(steps, ['ask', 'show-window', 'ask']);
  });
});

const activity = fc.constantFrom<Activity>('idle', 'capturing', 'delivering');
const reason = fc.constantFrom<LeaveReason>('window', 'quit', 'signal', 'session-end', 'power');
const anyEvent: fc.Arbitrary<ShutdownEvent> = fc.oneof(
  fc.record({ type: fc.constant('asked' as const), reason, activity }),
  fc.record({ type: fc.constant('answered' as const), choice: fc.constantFrom(...quitChoices), activity }),
  fc.record({ type: fc.constant('activity' as const), activity }),
  fc.constant<ShutdownEvent>({ type: 'engine-ended' }),
);

it('whatever happens, no capture is ended at once, the app exits once at most, and only after its engine', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      let state: Shutdown = staying;
      let exits = 0;
      let told = false;
      for (const event of events) {
        const { next, steps }: { next: Shutdown; steps: readonly ShutdownStep[] } = nextShutdown(
          state,
          event,
        );
        if (steps.includes('exit')) {
          exits += 1;
          assert.ok(told && event.type === 'engine-ended');
        }
        if (steps.includes('end-engine-now')) {
          // Only from a person's word about the rest, or from a second request of those that can't be asked.
          const isLeave =
            event.type === 'answered' && event.choice === 'leave' && event.activity !== 'capturing';
          assert.ok(isLeave || (state.phase === 'delivering' && event.type === 'asked'));
        }
        told ||= steps.some((step) => step.startsWith('end-engine'));
        assert.equal(mayExit(next), exits === 1);
        state = next;
      }
      assert.ok(exits <= 1);
    }),
    { numRuns: 500 },
  );
});
