import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { windowSegments } from './held-stream.ts';
import { createSegmentStates, has } from './segment-states.ts';

const step = fc.record({
  stream: fc.nat({ max: 200 }),
  segment: fc.nat({ max: 3 * windowSegments }),
  state: fc.constantFrom(has.asked, has.arriving, has.all, has.nothing),
});

test('a segment’s state is the one that was set last, until a segment a window apart takes its place', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const states = createSegmentStates();
      const places = new Map<string, { readonly segment: number; readonly state: number }>();
      for (const { stream, segment, state } of steps) {
        states.set(stream, segment, state);
        places.set(`${stream}/${segment % windowSegments}`, { segment, state });
      }
      for (const { stream, segment } of steps) {
        const kept = places.get(`${stream}/${segment % windowSegments}`);
        const expected = kept?.segment === segment ? kept.state : has.nothing;
        assert.equal(states.get(stream, segment), expected);
      }
      assert.equal(states.get(1_000_000, 1), has.nothing);
    }),
  );
});
