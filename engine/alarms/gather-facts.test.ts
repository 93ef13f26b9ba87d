import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { BroadcastSnapshot, OriginSnapshot } from '../../contract/snapshot.ts';
import { createFactGatherer, joinOrigins } from './gather-facts.ts';

const origin = (url: string, facts: Partial<OriginSnapshot> = {}): OriginSnapshot => ({
  url,
  state: 'open',
  trouble: null,
  workers: 1,
  networkInterface: null,
  pendingFiles: 2,
  pendingBytes: 100,
  blockedFiles: 0,
  lostFiles: 0,
  lostSegments: 0,
  verifiedFiles: 0,
  verifiedBytes: 0,
  deliveredSegments: 0,
  verifiedSegments: 0,
  oldestUnverifiedSeconds: 3,
  deliveryOrder: 'complete',
  complete: false,
  optional: false,
  ...facts,
});

const broadcast = (
  phase: BroadcastSnapshot['phase'],
  origins: BroadcastSnapshot['origins'],
): BroadcastSnapshot => ({
  name: phase,
  phase,
  startedAt: '2026-11-21T12:00:00Z',
  endedAt: null,
  handedOverAt: null,
  container: 'ts',
  variants: [],
  origins,
});

it('broadcasts that go to one origin make one backlog, and what is complete makes none', () => {
  const joined = joinOrigins([
    broadcast('delivering', [origin('s3://a', { oldestUnverifiedSeconds: 9, blockedFiles: 1 })]),
    broadcast('capturing', [origin('s3://a'), origin('s3://b', { complete: true })]),
  ]);
  assert.equal(joined.length, 1);
  const { url, isLive, pendingFiles, pendingBytes, oldestUnverifiedSeconds, blockedFiles } =
    joined[0] ?? assert.fail();
  assert.deepEqual(
    [url, isLive, pendingFiles, pendingBytes, oldestUnverifiedSeconds, blockedFiles],
    ['s3://a', true, 4, 200, 9, 1],
  );
});

it('a source is lost until a segment of it is captured, whatever is started to look for it', () => {
  const gatherer = createFactGatherer({
    broadcasts: () => [],
    disk: () => null,
    signal: () => null,
    clock: () => null,
  });
  const state = () => gatherer.gather().source.state;
  const source = (what: 'started' | 'lost' | 'paused' | 'ended') =>
    gatherer.note({ type: 'source', broadcast: 'show', state: what, message: 'why' });
  const segment = { variant: '720p', sequence: 0, seconds: 2, sizeBytes: 1 };
  assert.equal(state(), 'none');
  source('started');
  assert.equal(state(), 'none');
  gatherer.note({ type: 'segment-captured', broadcast: 'show', ...segment });
  assert.equal(state(), 'well');
  source('lost');
  source('started');
  source('lost');
  assert.equal(state(), 'lost');
  gatherer.note({ type: 'segment-captured', broadcast: 'show', ...segment });
  assert.equal(state(), 'well');
  source('paused');
  assert.equal(state(), 'none', 'the disk has an alarm of its own');
  source('ended');
  assert.equal(state(), 'none');
});
