import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { LinkState, TcpHop } from '../../fixtures/faults/tcp-hop.ts';
import type { LiveProcess } from './live-process.ts';
import { type Fault, faultsFor, runTrial } from './trials.ts';

/** A broadcast of so many segments, of which the origin has so many. */
function snapshotOf(segments: number, verified: number): Snapshot {
  const origin = {
    url: 's3://bucket',
    state: 'open',
    trouble: null,
    workers: 1,
    networkInterface: null,
    pendingFiles: segments - verified,
    pendingBytes: (segments - verified) * 1000,
    blockedFiles: 0,
    lostFiles: 0,
    lostSegments: 0,
    verifiedFiles: verified,
    verifiedBytes: verified * 1000,
    deliveredSegments: verified,
    verifiedSegments: verified,
    oldestUnverifiedSeconds: null,
    complete: false,
    optional: false,
    deliveryOrder: 'complete',
  } as const;
  const variants = [{ name: '180p', segments, gaps: 0, seconds: segments }];
  const broadcast = {
    name: 'show',
    phase: 'capturing',
    startedAt: '',
    endedAt: null,
    handedOverAt: null,
    container: 'ts',
    variants,
  } as const;
  return { dataDirectory: '', running: true, disk: null, broadcasts: [{ ...broadcast, origins: [origin] }] };
}

/** A program that tells one thing before its fault is over, and then these, one after the other. */
function worldOf(before: Snapshot, after: readonly Snapshot[], hasAdopted = true) {
  const links: LinkState['type'][] = [];
  const lives: string[] = [];
  const rest = [...after];
  const live: LiveProcess = {
    snapshot: () => before,
    hasAdopted: () => hasAdopted,
    failure: () => undefined,
    until: async (isSo) => {
      while (rest[0] !== undefined && !isSo(rest[0])) rest.shift();
      return rest[0];
    },
    stop: () => undefined,
    kill: async () => void lives.push('killed'),
    ended: Promise.resolve(),
  };
  const hop: TcpHop = {
    port: 0,
    setLink: (state) => void links.push(state.type),
    resetAll: () => undefined,
    counts: () => ({ bytesUp: 0, connections: 0 }),
    stop: async () => undefined,
  };
  const run = (fault: Fault) =>
    runTrial(
      {
        hops: [hop],
        live: () => live,
        restart: () => void lives.push('started'),
        faultSeconds: 0.01,
        patienceSeconds: 1,
        signal: new AbortController().signal,
      },
      fault,
    );
  return { run, links, lives };
}

describe('a trial', () => {
  it('holds when the origin gets all that was captured by the end of the fault', async () => {
    for (const fault of ['cut', 'stalled', 'slow'] as const) {
      const world = worldOf(snapshotOf(8, 5), [snapshotOf(8, 6), snapshotOf(9, 8)]);
      const trial = await world.run(fault);
      assert.deepEqual([trial.held, trial.backlogBytes, trial.note], [true, 3_000, null]);
      assert.deepEqual(world.links, [fault, 'passes'], 'the link is made whole again');
    }
  });

  it('fails when nothing comes any more, or not all of it', async () => {
    const nothing = await worldOf(snapshotOf(8, 5), []).run('cut');
    assert.deepEqual(
      [nothing.held, nothing.deliveredAfterSeconds, nothing.caughtUpAfterSeconds],
      [false, null, null],
    );
    const some = await worldOf(snapshotOf(8, 5), [snapshotOf(9, 7)]).run('reset');
    assert.deepEqual(
      [some.held, some.deliveredAfterSeconds === null, some.caughtUpAfterSeconds],
      [false, false, null],
    );
  });

  it('fails when the program that is started again does not find its FFmpeg', async () => {
    const after = [snapshotOf(20, 20)];
    const held = worldOf(snapshotOf(8, 8), after);
    assert.equal((await held.run('killed')).held, true);
    assert.deepEqual(held.lives, ['killed', 'started']);
    const lost = await worldOf(snapshotOf(8, 8), after, false).run('killed');
    assert.equal(lost.held, false);
    assert.notEqual(lost.note, null);
  });

  it('of a link is not made where there is none', () => {
    assert.deepEqual(faultsFor(false), ['killed']);
    assert.ok(faultsFor(true).includes('cut'));
  });
});
