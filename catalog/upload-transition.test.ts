import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../fixtures/property-testing.ts';
import {
  isPending,
  nextUploadState,
  type UploadEvent,
  type UploadState,
  uploadStates,
} from './upload-transition.ts';

const events: UploadEvent['type'][] = [
  'taken',
  'stored',
  'verified',
  'failed',
  'blocked',
  'cured',
  'returned',
  'unanswered',
  'superseded',
  'lost',
];

function play(sequence: readonly UploadEvent['type'][]): UploadState[] {
  const states: UploadState[] = ['queued'];
  for (const event of sequence) {
    const state = states.at(-1) ?? 'queued';
    states.push(nextUploadState(state, event) ?? state);
  }
  return states;
}

test('verified is reached only from stored, and stored only from sending', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), (sequence) => {
      const states = play(sequence);
      states.forEach((state, i) => {
        const before = states[i - 1];
        if (state === 'verified' && before !== 'verified') assert.equal(before, 'stored');
        if (state === 'stored' && before !== 'stored') assert.equal(before, 'sending');
      });
    }),
  );
});

test('an end state is never left', () => {
  for (const state of uploadStates.filter((s) => !isPending(s))) {
    for (const event of events)
      assert.equal(nextUploadState(state, event), undefined, `${state} on ${event}`);
  }
});

test('from every pending state there is a way to verified', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), (sequence) => {
      const state = play(sequence).at(-1) ?? 'queued';
      if (!isPending(state)) return;
      const reachable = new Set<UploadState>([state]);
      for (const from of reachable) {
        for (const event of events) {
          const to = nextUploadState(from, event);
          if (to !== undefined) reachable.add(to);
        }
      }
      assert.ok(reachable.has('verified'));
    }),
  );
});
