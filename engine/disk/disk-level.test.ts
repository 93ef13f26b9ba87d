import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { diskMarks, heldBytesOf, hoursLeft, reserveBytesOf } from './disk-budget.ts';
import { type DiskLevel, type DiskLook, mayCapture, nextDiskLevel } from './disk-level.ts';

const reserveBytes = 100_000_000;
const bytesPerSecond = 1_000_000;
const marks = diskMarks({ totalFiles: 100_000 }, reserveBytes, heldBytesOf(reserveBytes), bytesPerSecond);

function look(freeBytes: number, more: Partial<DiskLook> = {}): DiskLook {
  const left = hoursLeft(freeBytes, marks.stopBytes, { bytesPerSecond });
  return { space: { freeBytes, freeFiles: 100_000 }, marks, hoursLeft: left, trouble: undefined, ...more };
}

describe('the level of a disk', () => {
  it('warns early, stops at the reserve, and goes on well above it', () => {
    const free = [9e9, 3e9, 76e6, 75e6, 80e6, 194e6, 196e6, 3.8e9, 9e9];
    const levels: DiskLevel[] = [];
    for (const bytes of free) levels.push(nextDiskLevel(levels.at(-1) ?? 'roomy', look(bytes)));
    const expected = ['roomy', 'low', 'low', 'full', 'full', 'full', 'low', 'low', 'roomy'];
    assert.deepEqual(levels, expected);
  });

  it('takes names that run out for room that runs out', () => {
    const withFiles = (freeFiles: number) => look(9e9, { space: { freeBytes: 9e9, freeFiles } });
    assert.equal(nextDiskLevel('roomy', withFiles(1_000)), 'full');
    assert.equal(nextDiskLevel('full', withFiles(1_001)), 'full');
    assert.equal(nextDiskLevel('full', withFiles(2_001)), 'roomy');
    const unlimited = look(9e9, { space: { freeBytes: 9e9, freeFiles: undefined } });
    assert.equal(nextDiskLevel('roomy', unlimited), 'roomy');
  });

  it('believes a write that failed more than what the disk says of itself', () => {
    assert.equal(nextDiskLevel('roomy', look(9e9, { trouble: 'full' })), 'full');
    assert.equal(nextDiskLevel('roomy', look(9e9, { trouble: 'read-only' })), 'unwritable');
    assert.equal(nextDiskLevel('roomy', look(9e9, { trouble: 'failing' })), 'unwritable');
    assert.equal(nextDiskLevel('unwritable', look(9e9)), 'roomy');
  });

  it('never lets capture go on at the reserve, and always lets it with plenty', () => {
    const levels = fc.constantFrom<DiskLevel>('roomy', 'low', 'full', 'unwritable');
    fc.assert(
      fc.property(levels, fc.nat(2e9), (before, freeBytes) => {
        const level = nextDiskLevel(before, look(freeBytes));
        if (freeBytes <= marks.stopBytes) assert.ok(!mayCapture(level));
        if (freeBytes > marks.resumeBytes) assert.ok(mayCapture(level));
        // Between the two marks it stays as it was.
        else if (freeBytes > marks.stopBytes) assert.equal(mayCapture(level), mayCapture(before));
      }),
    );
  });
});

describe('the reckoning of a disk', () => {
  it('keeps a twentieth, at most 1 GB, or what was configured', () => {
    assert.deepEqual(
      [reserveBytesOf(32e6, undefined), reserveBytesOf(1e12, undefined), reserveBytesOf(1e12, 5_000)],
      [1.6e6, 1e9, 5e9],
    );
  });

  it('counts hours down to the reserve, less the minute that exists twice', () => {
    assert.equal(hoursLeft(3_760e6, 100e6, { bytesPerSecond: 1e6 }), 1);
    assert.equal(hoursLeft(50e6, 100e6, { bytesPerSecond: 1e6 }), 0);
  });

  it('orders its marks, whatever the disk, the reserve and the rate are', () => {
    const size = fc.nat(1e13);
    fc.assert(
      fc.property(
        size,
        fc.option(fc.nat(1e6), { nil: undefined }),
        fc.nat(1e8),
        fc.boolean(),
        (total, megabytes, rate, held) => {
          const reserve = reserveBytesOf(total, megabytes);
          const heldBytes = held ? heldBytesOf(reserve) : 0;
          const found = diskMarks({ totalFiles: undefined }, reserve, heldBytes, rate);
          assert.equal(found.stopBytes + heldBytes, reserve);
          assert.ok(found.giveBackBytes <= found.stopBytes && found.stopBytes <= found.resumeBytes);
          assert.ok(found.resumeBytes - found.stopBytes >= rate * 120);
        },
      ),
    );
  });
});
