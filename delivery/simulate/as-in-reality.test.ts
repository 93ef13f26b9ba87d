import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { bytesOf, livePlaylist, objectOf, openEdgePlace } from '../edge/testing/edge-place.ts';
import { createEdgeTier, type EdgeTier } from './edge-tier.ts';
import { createEventClock, type EventClock } from './event-clock.ts';
import { createMeasures } from './measures.ts';
import { readSettings } from './plan-runs.ts';
import { makeEdges, makeUpperServers } from './simulated-server.ts';
import { createTransport } from './transport.ts';

/** The model of an edge and a real one, asked the same: they ask their servers the same. */

type Counts = Readonly<Record<'primary' | 'standby' | 'main', number>>;
const viewers = 500;
const segment = randomBytes(100_000);
const key = 'show/video/segment-7.ts';
const playlistKey = 'show/video/index.m3u8';

/** Requests that a real edge sends when many viewers want a playlist, and then a segment, at once. */
async function countReal(t: Parameters<typeof openEdgePlace>[0], isPrimaryDead: boolean): Promise<Counts> {
  const { cache, primary, standby, main, putEverywhere } = await openEdgePlace(t);
  putEverywhere(key, segment);
  putEverywhere(
    playlistKey,
    livePlaylist(7, 1, () => segment),
  );
  if (isPrimaryDead) await primary.close();
  for (const each of [playlistKey, key]) {
    const objects = await Promise.all(Array.from({ length: viewers }, () => objectOf(cache, each)));
    for (const object of objects.slice(0, 3)) await bytesOf(object);
  }
  const count = (server: typeof primary): number => server.requests(key) + server.requests(playlistKey);
  return { primary: count(primary), standby: count(standby), main: count(main) };
}

type Model = {
  readonly clock: EventClock;
  readonly tier: EdgeTier;
  readonly served: Map<string, number>;
  answered: number;
};

function createModel(isPrimaryDead: boolean): Model {
  const settings = readSettings({ edges: 1, intermediates: 2, viewers });
  const [main, ...intermediates] = makeUpperServers(settings);
  const [primary] = intermediates;
  if (isPrimaryDead && primary !== undefined) primary.life = 'refusing';
  const clock = createEventClock(10);
  const served = new Map<string, number>();
  const transport = createTransport({
    clock,
    servers: [main, ...intermediates],
    firstEntity: 0,
    segmentBytes: segment.length,
    roundTripMs: 2,
    headersMs: 400,
    stallMs: 600,
    transferLimit: 1e9,
    serve(server, request) {
      served.set(server.name, (served.get(server.name) ?? 0) + 1);
      if (request.wanted.segment === -1) transport.answer(server, request, 7);
      else transport.send(server, request);
    },
  });
  const model: Model = {
    clock,
    served,
    answered: 0,
    tier: createEdgeTier({
      clock,
      transport,
      edges: makeEdges(settings),
      upstream: {
        servers: (_asker, _stream, then) => then([...intermediates, main]),
        known: () => [],
        forget: () => undefined,
      },
      measures: createMeasures(1),
      news: {
        onPlaylist: () => void model.answered++,
        onBytes: () => void model.answered++,
        onRest: () => undefined,
        onUnavailable: () => assert.fail('the edge had no answer'),
      },
    }),
  };
  clock.run(1, () => undefined);
  const { edge } = { edge: makeEdges(settings)[0] };
  if (edge === undefined) throw new RangeError('no edge');
  const at = model.tier.streamAt(edge, 0);
  for (let viewer = 0; viewer < viewers; viewer++) model.tier.askPlaylist(viewer, at);
  clock.run(1_000, (link, nowMs) => transport.onWake(link, nowMs));
  for (let viewer = 0; viewer < viewers; viewer++) model.tier.askSegment(viewer, at, 7);
  clock.run(5_000, (link, nowMs) => transport.onWake(link, nowMs));
  return model;
}

for (const isPrimaryDead of [false, true])
  test(`a crowd at an edge${isPrimaryDead ? ' whose primary is dead' : ''} is as many requests upstream as in reality`, async (t) => {
    const { served, answered } = createModel(isPrimaryDead);
    assert.equal(answered, 2 * viewers);
    const modelled: Counts = {
      primary: served.get('intermediate-1') ?? 0,
      standby: served.get('intermediate-2') ?? 0,
      main: served.get('main') ?? 0,
    };
    assert.deepEqual(modelled, await countReal(t, isPrimaryDead));
    assert.equal(modelled.primary + modelled.standby + modelled.main, 2);
  });
