import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { look, type Seen } from './settled-content.ts';

const contents = fc.array(fc.constantFrom('old', 'half', 'new'), { minLength: 1, maxLength: 12 });

/** What is acted on, look by look. */
function actedOn(looks: readonly string[]): readonly string[] {
  let seen: Seen = { settled: 'old', last: '' };
  return looks.flatMap((now) => {
    const next = look(seen, now);
    seen = next.seen;
    return next.isNew ? [now] : [];
  });
}

test('what stands still is acted on once, and what is seen once never', () => {
  assert.deepEqual(actedOn(['old', 'half', 'new', 'new', 'new']), ['new']);
  assert.deepEqual(actedOn(['half', 'half', 'half', 'new', 'new']), ['half', 'new']);
  fc.assert(
    fc.property(contents, (looks) => {
      const acted = actedOn(looks);
      for (const [at, each] of acted.entries()) assert.notEqual(each, at === 0 ? 'old' : acted[at - 1]);
      for (const each of acted)
        assert.ok(
          looks.some((now, at) => now === each && looks[at - 1] === each),
          'it stood still',
        );
    }),
  );
});

test('whatever happened before, what stays is acted on in the end', () => {
  fc.assert(
    fc.property(contents, (looks) => {
      assert.equal(actedOn([...looks, 'newest', 'newest']).at(-1), 'newest');
    }),
  );
});
