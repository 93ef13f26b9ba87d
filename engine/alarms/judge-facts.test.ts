import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SourceSignal } from '../../contract/api/signal.ts';
import type { DiskSnapshot } from '../../contract/snapshot.ts';
import type { AlarmFacts, OriginFacts } from './alarm-facts.ts';
import { defaultAlarmRules } from './alarm-rules.ts';
import { judgeFacts } from './judge-facts.ts';

const url = 's3://bucket/live';

const roomy: DiskSnapshot = {
  level: 'roomy',
  freeBytes: 80e9,
  removableBytes: 0,
  reserveBytes: 1e9,
  bytesPerSecond: 400_000,
  hoursLeft: 55,
};

const well: AlarmFacts = {
  nowMs: 1_000_000,
  origins: [],
  source: { state: 'well' },
  signal: { silentSinceMs: null, blackSinceMs: null, frozenSinceMs: null, clippedAtMs: null },
  disk: roomy,
  clock: { originUrl: url, aheadSeconds: 0.3 },
};

const origin = (facts: Partial<OriginFacts>): Partial<AlarmFacts> => ({
  origins: [
    {
      url,
      state: 'open',
      trouble: null,
      blockedFiles: 0,
      pendingFiles: 12,
      pendingBytes: 9_400_000,
      oldestUnverifiedSeconds: 2,
      isLive: true,
      growthBytesPerSecond: 0,
      ...facts,
    },
  ],
});

const signal = (facts: Partial<SourceSignal>): Partial<AlarmFacts> => ({
  signal: { silentSinceMs: null, blackSinceMs: null, frozenSinceMs: null, clippedAtMs: null, ...facts },
});

const judge = (facts: Partial<AlarmFacts>, raised: readonly string[] = [], off: 'silence'[] = []) =>
  judgeFacts({ ...well, ...facts }, { ...defaultAlarmRules, off: new Set(off) }, (id) => raised.includes(id));

const kinds = (facts: Partial<AlarmFacts>, raised: readonly string[] = []): string[] =>
  judge(facts, raised).map(({ kind }) => kind);

const refused = { code: 'ORIGIN_DENIED', message: 'Access Denied.', cure: 'Check the key.' };

describe('what is wrong by the facts', () => {
  it('is nothing when all is well, or nothing runs', () => {
    assert.deepEqual(kinds(origin({})), []);
    assert.deepEqual(kinds({ source: { state: 'none' }, signal: null, clock: null }), []);
  });

  it('is an uplink that waits, with why and how much', () => {
    const trouble = {
      code: 'ORIGIN_UNREACHABLE',
      message: 'Connection refused.',
      cure: 'Check the network.',
    };
    const [down] = judge(origin({ state: 'waiting', trouble }));
    assert.equal(down?.kind, 'uplink-down');
    assert.equal(down?.subject, url);
    assert.match(down?.message ?? '', /Connection refused.*ORIGIN_UNREACHABLE.*12 files \(9\.4 MB\)/);
  });

  it('is an origin that needs a person, or a single file of it, with the cure of that', () => {
    for (const facts of [{ state: 'blocked' as const }, { blockedFiles: 1 }]) {
      const [blocked] = judge(origin({ ...facts, trouble: refused }));
      assert.deepEqual([blocked?.kind, blocked?.cure], ['origin-blocked', refused.cure]);
    }
  });

  it('is an uplink that carries less than is captured, and not one that catches up or is down', () => {
    const old = { oldestUnverifiedSeconds: 31, growthBytesPerSecond: 50_000 };
    assert.deepEqual(kinds(origin(old)), ['falling-behind']);
    assert.deepEqual(kinds(origin({ ...old, growthBytesPerSecond: -1 })), [], 'it catches up');
    assert.deepEqual(kinds(origin({ ...old, isLive: false })), [], 'nothing is on air');
    assert.deepEqual(kinds(origin({ ...old, growthBytesPerSecond: null })), [], 'nobody knows yet');
    assert.deepEqual(kinds(origin({ ...old, state: 'waiting' }), [`uplink-down ${url}`]), ['uplink-down']);
    assert.deepEqual(kinds(origin({ ...old, oldestUnverifiedSeconds: 20 })), []);
    const held = kinds(origin({ ...old, oldestUnverifiedSeconds: 20 }), [`falling-behind ${url}`]);
    assert.deepEqual(held, ['falling-behind'], 'it must come back further than it went');
  });

  it('is a source that is lost, with why and for how long', () => {
    const source = { state: 'lost', broadcast: 'show', why: 'No such device', sinceMs: 988_000 } as const;
    const [lost] = judge({ source });
    assert.equal(lost?.kind, 'source-lost');
    assert.match(lost?.message ?? '', /show has had nothing .* for 12 s: No such device/);
  });

  it('is silence, black, a frozen picture, and clipping of just now', () => {
    assert.deepEqual(kinds(signal({ silentSinceMs: 900_000 })), ['silence']);
    assert.deepEqual(kinds(signal({ frozenSinceMs: 900_000 })), ['frozen']);
    assert.deepEqual(
      kinds(signal({ blackSinceMs: 900_000, frozenSinceMs: 900_000 })),
      ['black'],
      'one cause',
    );
    assert.deepEqual(kinds(signal({ clippedAtMs: 999_000 })), ['clipping']);
    assert.deepEqual(kinds(signal({ clippedAtMs: 900_000 })), []);
  });

  it('is a disk that is not roomy, or does not answer', () => {
    const disk = (facts: Partial<DiskSnapshot>) => judge({ disk: { ...roomy, ...facts } })[0]?.message ?? '';
    assert.match(disk({ level: 'low', hoursLeft: 0.5 }), /room for 30 min/);
    assert.match(disk({ level: 'full', freeBytes: 5e6 }), /reserve of 1\.0 GB left \(5\.0 MB free\)/);
    assert.match(disk({ level: 'unwritable' }), /takes no writes/);
    assert.deepEqual(kinds({ disk: null }), ['disk-low']);
  });

  it('is a clock that is off, in either way, or that an origin refuses', () => {
    const clock = (aheadSeconds: number) => ({ clock: { originUrl: url, aheadSeconds } });
    assert.match(judge(clock(3600))[0]?.message ?? '', /60 min ahead of/);
    assert.match(judge(clock(-40))[0]?.message ?? '', /40 s behind/);
    assert.deepEqual(kinds(clock(20)), []);
    assert.deepEqual(kinds(clock(20), ['clock-wrong']), ['clock-wrong']);
    const skewed = { ...refused, code: 'ORIGIN_CLOCK_SKEW' };
    const found = kinds({ ...origin({ state: 'blocked', trouble: skewed }), clock: null });
    assert.deepEqual(found, ['origin-blocked', 'clock-wrong']);
  });

  it('is not told where nobody wants to hear of it', () => {
    assert.deepEqual(judge(signal({ silentSinceMs: 900_000 }), [], ['silence']), []);
  });
});
