import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeptFile } from '../../catalog/kept-files.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { chooseRemovals, type RetentionRules } from './choose-removals.ts';

const none: RetentionRules = { keepMs: undefined, maxBytes: undefined, whenFull: false };
const file = (id: number, more: Partial<KeptFile> = {}): KeptFile => ({
  id,
  path: `${id}.ts`,
  sizeBytes: 100,
  createdAtMs: id * 1_000,
  removable: 1,
  ...more,
});
const files = [1, 2, 3, 4, 5].map((id) => file(id));
const state = { nowMs: 6_000, keptBytes: 500, lackingBytes: 0 };
const ids = (chosen: readonly KeptFile[]) => chosen.map(({ id }) => id);

describe('the choice of what goes from the disk', () => {
  it('removes nothing without a rule, however full the disk is', () => {
    assert.deepEqual(chooseRemovals(files, none, { ...state, lackingBytes: 1e9 }), []);
  });

  it('removes what is older, and no more', () => {
    assert.deepEqual(ids(chooseRemovals(files, { ...none, keepMs: 3_000 }, state)), [1, 2]);
  });

  it('removes the oldest until the rest is small enough', () => {
    assert.deepEqual(ids(chooseRemovals(files, { ...none, maxBytes: 250 }, state)), [1, 2, 3]);
  });

  it('removes what the disk lacks, where that is allowed', () => {
    const lacking = { ...state, lackingBytes: 101 };
    assert.deepEqual(ids(chooseRemovals(files, { ...none, whenFull: true }, lacking)), [1, 2]);
  });

  it('passes over what somebody still needs', () => {
    const kept = [file(1, { removable: 0 }), ...files.slice(1)];
    assert.deepEqual(ids(chooseRemovals(kept, { ...none, maxBytes: 400 }, state)), [2]);
    assert.deepEqual(ids(chooseRemovals(kept, { ...none, keepMs: 0 }, state)), [2, 3, 4, 5]);
  });

  it('never chooses what is needed, nor more than the rules ask for', () => {
    const option = (arbitrary: fc.Arbitrary<number>) => fc.option(arbitrary, { nil: undefined });
    const rules = fc.record({
      keepMs: option(fc.nat(9_000)),
      maxBytes: option(fc.nat(900)),
      whenFull: fc.boolean(),
    });
    const some = fc.array(
      fc.record({ removable: fc.constantFrom<0 | 1>(0, 1), sizeBytes: fc.integer({ min: 1, max: 300 }) }),
    );
    fc.assert(
      fc.property(some, rules, fc.nat(900), (kinds, rule, lackingBytes) => {
        const all = kinds.map((kind, index) => file(index, kind));
        const keptBytes = all.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        const chosen = chooseRemovals(all, rule, { nowMs: 9_000, keptBytes, lackingBytes });
        assert.ok(chosen.every(({ removable }) => removable === 1));
        const young = chosen.filter(
          ({ createdAtMs }) => rule.keepMs === undefined || 9_000 - createdAtMs <= rule.keepMs,
        );
        const last = young.at(-1);
        const freed = chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        const wanted = Math.max(keptBytes - (rule.maxBytes ?? keptBytes), rule.whenFull ? lackingBytes : 0);
        // Without the last one that is not too old it would not have been enough.
        if (last !== undefined) {
          const before = chosen
            .slice(0, chosen.indexOf(last))
            .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
          assert.ok(before < wanted);
        }
        if (chosen.length < all.filter(({ removable }) => removable === 1).length) assert.ok(freed >= wanted);
      }),
    );
  });
});
