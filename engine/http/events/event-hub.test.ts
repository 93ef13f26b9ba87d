import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConsoleEvent, consoleEvent } from '../../../contract/api/console-event.ts';
import type { ConsoleSnapshot } from '../../../contract/api/console-snapshot.ts';
import { fc } from '../../../fixtures/property-testing.ts';
import { EventClient } from './event-client.ts';
import { createEventHub } from './event-hub.ts';

const snapshot: ConsoleSnapshot = {
  nowMs: 0,
  session: {
    state: 'idle',
    since: '2026-11-21T00:00:00.000Z',
    onAirSince: null,
    broadcast: null,
    reason: null,
    source: null,
    droppedFrames: null,
    capturedFrames: null,
  },
  broadcast: null,
  backlog: {
    files: 0,
    bytes: 0,
    mediaSeconds: 0,
    oldestUnverifiedSeconds: null,
    secondsToDrain: null,
    behindLiveSeconds: null,
  },
  segments: [],
  disk: null,
  signal: null,
  alarms: [],
  unfinished: [],
};
const meters: ConsoleEvent = { type: 'meters', meters: { atMs: 1, channels: [] } };
const news: ConsoleEvent = {
  type: 'log',
  entry: { number: 1, atMs: 1, level: 'info', part: 'engine', message: 'x', code: null, broadcast: null },
};

/** A connection that takes what it is given, or holds it. */
function createSink() {
  const held: string[] = [];
  const taken: ConsoleEvent[] = [];
  const sink = {
    reads: true,
    destroyed: false,
    ended: false,
    taken,
    get writableLength() {
      return held.reduce((sum, text) => sum + text.length, 0);
    },
    write(text: string) {
      if (sink.reads) take(text);
      else held.push(text);
      return sink.reads;
    },
    end() {
      sink.ended = true;
    },
    destroy() {
      sink.destroyed = true;
    },
    resume() {
      sink.reads = true;
      for (const text of held.splice(0)) take(text);
    },
  };
  const take = (text: string) => {
    const data = /^data: (.*)\n\n$/.exec(text)?.[1];
    if (data !== undefined) taken.push(consoleEvent.parse(JSON.parse(data)));
  };
  return sink;
}

const typesOf = (events: readonly ConsoleEvent[]) => events.map(({ type }) => type);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the events of the console', () => {
  it('begin with the present, and are news from then on', (t) => {
    const hub = createEventHub(() => snapshot);
    t.after(() => hub.close());
    const sink = createSink();
    hub.publish(news);
    hub.follow(sink);
    hub.publish(news);
    hub.publish(meters);
    assert.deepEqual(typesOf(sink.taken), ['snapshot', 'log', 'meters']);
  });

  it('make one snapshot of many changes, and one for however many consoles', async (t) => {
    let computed = 0;
    const hub = createEventHub(() => {
      computed += 1;
      return snapshot;
    });
    t.after(() => hub.close());
    const sinks = Array.from({ length: 50 }, createSink);
    for (const sink of sinks) hub.follow(sink);
    assert.equal(computed, 1);
    for (let change = 0; change < 1_000; change += 1) hub.changed();
    await until(() => sinks.every(({ taken }) => taken.length === 2));
    assert.equal(computed, 2);
  });

  it('compute nothing while nobody looks', (t) => {
    const hub = createEventHub(() => assert.fail('it was computed'));
    t.after(() => hub.close());
    hub.changed();
    hub.publish(news);
    assert.equal(hub.followers(), 0);
  });

  it('reach others however slow one reader is, which gets a fresh snapshot once it reads again', async (t) => {
    const hub = createEventHub(() => snapshot);
    t.after(() => hub.close());
    const [slow, quick] = [createSink(), createSink()];
    slow.reads = false;
    for (const sink of [slow, quick]) hub.follow(sink);
    const long: ConsoleEvent = { ...news, entry: { ...news.entry, message: 'x'.repeat(10_000) } };
    for (let sent = 0; sent < 100; sent += 1) {
      hub.publish(long);
      hub.publish(meters);
    }
    assert.equal(quick.taken.length, 201);
    assert.ok(slow.writableLength <= 256 * 1024, `${slow.writableLength} bytes wait`);
    slow.resume();
    const before = slow.taken.length;
    assert.ok(before < 100);
    hub.changed();
    await until(() => slow.taken.length > before);
    assert.equal(slow.taken.at(-1)?.type, 'snapshot');
  });

  it('tell how many follow, so that nothing is measured for nobody', (t) => {
    const counts: number[] = [];
    const hub = createEventHub(
      () => snapshot,
      (count) => counts.push(count),
    );
    t.after(() => hub.close());
    const unfollow = hub.follow(createSink());
    hub.follow(createSink());
    unfollow();
    unfollow();
    assert.deepEqual(counts, [1, 2, 1]);
  });

  it('never keep more for a client than the bound, and let go of one that is gone', () => {
    const kinds = fc.constantFrom('passing', 'news', 'snapshot');
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 60_000 }))), (sends) => {
        const sink = createSink();
        sink.reads = false;
        const client = new EventClient(sink);
        for (const [kind, length] of sends) client.send('x'.repeat(length), kind, 0);
        assert.ok(sink.writableLength <= 256 * 1024);
      }),
    );
    const sink = createSink();
    sink.reads = false;
    const client = new EventClient(sink);
    client.send('x'.repeat(256 * 1024), 'snapshot', 0);
    client.send('x', 'news', 1_000);
    assert.ok(!sink.destroyed);
    client.send('x', 'news', 31_001);
    assert.ok(sink.destroyed);
  });
});
