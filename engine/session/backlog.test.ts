import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BroadcastSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';
import { type BacklogFacts, backlogOf } from './backlog.ts';

const origin: OriginSnapshot = {
  url: 's3://a/live',
  state: 'open',
  trouble: null,
  workers: 1,
  networkInterface: null,
  pendingFiles: 4,
  pendingBytes: 1_000_000,
  blockedFiles: 0,
  lostFiles: 0,
  lostSegments: 0,
  verifiedFiles: 9,
  verifiedBytes: 1,
  deliveredSegments: 6,
  verifiedSegments: 6,
  oldestUnverifiedSeconds: null,
  deliveryOrder: 'complete',
  complete: false,
  optional: false,
};
const broadcast: BroadcastSnapshot = {
  name: 'show',
  phase: 'capturing',
  startedAt: '2026-11-21T00:00:00.000Z',
  endedAt: null,
  handedOverAt: null,
  container: 'ts',
  variants: [{ name: '720p', segments: 10, gaps: 0, seconds: 20 }],
  origins: [origin],
};
const facts: BacklogFacts = {
  broadcast,
  segmentSeconds: 2,
  oldestUnverifiedSeconds: 7,
  latestDeliverySeconds: 0.5,
  capturedBitsPerSecond: 3_000_000,
  uplinkBitsPerSecond: 5_000_000,
};
const at = (changes: Partial<BacklogFacts>) => backlogOf({ ...facts, ...changes });
const withOrigins = (origins: OriginSnapshot[]) => at({ broadcast: { ...broadcast, origins } });

describe('the backlog', () => {
  it('is what required origins lack, and not what optional ones do', () => {
    const optional = { ...origin, url: 'file:/b', optional: true, verifiedSegments: 0 };
    const { files, bytes, mediaSeconds } = withOrigins([origin, optional]);
    assert.deepEqual([files, bytes, mediaSeconds], [4, 1_000_000, 8]);
    assert.equal(
      withOrigins([origin, { ...origin, url: 's3://b/live', verifiedSegments: 1 }]).mediaSeconds,
      18,
    );
    assert.equal(
      withOrigins([{ ...origin, lostSegments: 3 }]).mediaSeconds,
      2,
      'what is lost is not waited for',
    );
  });

  it('drains at what the uplink carries beyond the capture', () => {
    assert.equal(at({}).secondsToDrain, 4);
    assert.equal(at({ uplinkBitsPerSecond: 3_000_000 }).secondsToDrain, null);
    const ended = { ...broadcast, phase: 'delivering' as const };
    assert.equal(at({ broadcast: ended }).secondsToDrain, 1.6);
    assert.equal(withOrigins([{ ...origin, pendingBytes: 0 }]).secondsToDrain, 0);
  });

  it('puts viewers behind by a segment and its way, or by how long it has been on its way', () => {
    assert.equal(at({}).behindLiveSeconds, 9);
    assert.equal(at({ oldestUnverifiedSeconds: null }).behindLiveSeconds, 2.5);
    assert.equal(at({ oldestUnverifiedSeconds: null, latestDeliverySeconds: null }).behindLiveSeconds, null);
    assert.equal(at({ broadcast: { ...broadcast, phase: 'complete' } }).behindLiveSeconds, null);
  });
});
