import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseViewerPath } from '../../contract/network/viewer-paths.ts';
import { type Arrival, admitViewer, joinUrl, pickEdge } from './admit-viewer.ts';
import { knownEdge, loadOf } from './testing/edges.ts';

const own = knownEdge('own', 10, { isOwn: true });
const draining = { ...own, state: 'draining' as const };
const full = { ...own, load: loadOf(10, 10) };
const other = knownEdge('other', 10);

function arrive(rest: string, more: Partial<Arrival>) {
  const path = parseViewerPath(`/live/~t/show/${rest}`);
  assert.ok(path !== undefined);
  return admitViewer({
    path,
    edges: [own, other],
    drain: 'open',
    wasMoved: false,
    isIn: false,
    random: () => 0,
    ...more,
  });
}

test('an edge that is well serves whoever asks', () => {
  for (const rest of ['index.m3u8', '720p/index.m3u8', '720p/1.ts'])
    assert.equal(arrive(rest, {}).decision.kind, 'allowed');
});

test('who begins at an edge that is full or drains is sent on, with the token', () => {
  for (const edge of [draining, full]) {
    const { decision, to } = arrive('index.m3u8', { edges: [edge, other] });
    assert.deepEqual(decision, {
      kind: 'moved',
      location: 'https://other.example/live/~t/show/index.m3u8',
    });
    assert.equal(to?.name, 'other');
    assert.equal(arrive('720p/index.m3u8', { edges: [edge, other] }).decision.kind, 'allowed');
  }
});

test('who was sent on a moment ago is not sent to and fro between edges that are full', () => {
  const drained = arrive('index.m3u8', { edges: [draining, other], wasMoved: true });
  assert.equal(drained.decision.kind, 'moved', 'nobody is sent to an edge that drains');
  const { decision } = arrive('index.m3u8', { edges: [full, other], wasMoved: true });
  assert.ok(decision.kind === 'denied' && decision.status === 503);
  assert.equal(decision.error.code, 'EDGE_FULL');
  assert.ok((decision.retryAfterSeconds ?? 0) >= 2);
});

test('with no other edge a draining one serves and a full one refuses', () => {
  assert.equal(arrive('index.m3u8', { edges: [draining] }).decision.kind, 'allowed');
  assert.equal(arrive('index.m3u8', { edges: [full] }).decision.kind, 'denied');
});

test('who has just been let in is not refused for the place that it has taken itself', () => {
  assert.equal(arrive('index.m3u8', { edges: [full, other], isIn: true }).decision.kind, 'allowed');
});

test('at the end of a drain Media Playlists are redirected, segments never', () => {
  const edges = [draining, other];
  assert.equal(arrive('720p/index.m3u8', { edges, drain: 'steering' }).decision.kind, 'allowed');
  assert.deepEqual(arrive('720p/index.m3u8', { edges, drain: 'redirecting' }).decision, {
    kind: 'moved',
    location: 'https://other.example/live/~t/show/720p/index.m3u8',
  });
  assert.equal(arrive('720p/1.ts', { edges, drain: 'redirecting' }).decision.kind, 'allowed');
});

test('joining picks this edge when it is alone, by a relative address, and says when all are full', () => {
  const path = parseViewerPath('/join/~t/show');
  assert.ok(path !== undefined);
  const alone = pickEdge([draining], () => 0);
  assert.ok(alone.kind === 'edge');
  assert.equal(joinUrl(path, alone.edge), '/live/~t/show/index.m3u8');
  const elsewhere = pickEdge([draining, other], () => 0);
  assert.ok(elsewhere.kind === 'edge');
  assert.equal(joinUrl(path, elsewhere.edge), 'https://other.example/live/~t/show/index.m3u8');
  assert.equal(pickEdge([full, knownEdge('other', 0)], () => 0).kind, 'full');
});
