import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadAfterMs, type Heartbeat } from '../../contract/network/heartbeat.ts';
import { fc } from '../../fixtures/property-testing.ts';
import { createNodeTable, type FedNodeTable } from './node-table.ts';
import { heartbeatOf, instanceOf } from './testing/heartbeat-facts.ts';

const minuteMs = 60_000;

function tableAt(wallMs = Date.parse('2026-01-01T00:00:00.000Z')) {
  const told: string[] = [];
  const log: string[] = [];
  const table = createNodeTable({
    log: (line) => log.push(line),
    monotonicNow: () => 0,
    wallNow: () => wallMs,
  });
  table.onChange((name) => told.push(name));
  return { table, told, log };
}

test('a node appears, is suspect, dies, is forgotten, and each is told once', () => {
  const { table, told } = tableAt();
  assert.equal(table.health('edge'), undefined);
  table.hear(heartbeatOf());
  table.listened(1_000);
  table.hear(heartbeatOf({ sequence: 1 }));
  assert.deepEqual([table.health('edge'), told.length], ['alive', 1]);
  table.listened(deadAfterMs - 1);
  assert.deepEqual([table.health('edge'), table.isAlive('edge')], ['suspect', true]);
  table.listened(1);
  assert.deepEqual([table.health('edge'), table.isAlive('edge'), told.length], ['dead', false, 2]);
  table.listened(minuteMs - 1);
  assert.equal(table.all().length, 1);
  table.listened(1);
  assert.deepEqual([table.all(), table.get('edge'), told.length], [[], undefined, 2]);
});

test('a change of state and a return from the dead are told; that it still lives is not', () => {
  const { table, told } = tableAt();
  for (const sequence of [0, 1, 2]) table.hear(heartbeatOf({ sequence }));
  assert.equal(told.length, 1);
  table.hear(heartbeatOf({ sequence: 3, state: 'draining' }));
  assert.equal(told.length, 2);
  table.listened(deadAfterMs);
  table.hear(heartbeatOf({ sequence: 4, state: 'draining' }));
  assert.deepEqual([told.length, table.health('edge')], [4, 'alive']);
});

test('what was sent before is not heard again', () => {
  const { table } = tableAt();
  table.hear(heartbeatOf({ sequence: 5 }));
  table.listened(deadAfterMs);
  table.hear(heartbeatOf({ sequence: 5 }));
  table.hear(heartbeatOf({ sequence: 4 }));
  assert.equal(table.health('edge'), 'dead');
});

test('who has died is not made to live by what its lives once said, however long ago', () => {
  const { table } = tableAt();
  const lives = [0, 1].map((life) =>
    [3, 4].map((sequence) => heartbeatOf({ instance: instanceOf(life), sequence })),
  );
  for (const life of lives) {
    for (const said of life) table.hear(said);
    table.listened(deadAfterMs);
  }
  for (const said of lives.flat()) table.hear(said);
  assert.equal(table.health('edge'), 'dead');
  table.listened(minuteMs);
  for (const said of lives.flat()) table.hear(said);
  assert.equal(table.get('edge'), undefined);
  table.hear(heartbeatOf({ instance: instanceOf(0), sequence: 5 }));
  assert.equal(table.health('edge'), 'alive');
});

test('of two processes with one name the first is kept until it is silent', () => {
  const { table, told } = tableAt();
  table.hear(heartbeatOf({ instance: instanceOf(2), sequence: 9 }));
  table.hear(heartbeatOf({ instance: instanceOf(1), sequence: 99 }));
  assert.equal(table.get('edge')?.heartbeat.instance, instanceOf(2));
  table.listened(deadAfterMs);
  table.hear(heartbeatOf({ instance: instanceOf(1), sequence: 100 }));
  assert.equal(table.get('edge')?.heartbeat.instance, instanceOf(1));
  assert.equal(told.length, 3);
});

test('a clock that is hours off is noted and said, and does nothing else', () => {
  const hourMs = 3_600_000;
  const { table, log } = tableAt(Date.parse('2026-01-01T00:00:00.000Z') + 3 * hourMs);
  for (const sequence of [0, 1]) table.hear(heartbeatOf({ sequence }));
  assert.equal(table.get('edge')?.clockOffsetMs, -3 * hourMs);
  assert.equal(table.isAlive('edge'), true);
  assert.deepEqual(log, ['The clock of edge is 10800 s behind this machine’s: set both (NTP).']);
  table.hear(heartbeatOf({ sequence: 2, sentAt: '2026-01-01T03:00:01.000Z' }));
  assert.equal(log.length, 2);
});

const name = fc.constantFrom('a', 'b');
const event = fc.oneof(
  fc.record({
    kind: fc.constant('hear' as const),
    name,
    instance: fc.integer({ min: 0, max: 2 }).map(instanceOf),
    sequence: fc.integer({ min: 0, max: 20 }),
    state: fc.constantFrom('active' as const, 'draining' as const),
  }),
  fc.record({ kind: fc.constant('listen' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function apply(table: FedNodeTable, happened: Event): void {
  if (happened.kind === 'listen') return table.listened(happened.ms);
  const { kind: _, ...said } = happened;
  table.hear(heartbeatOf(said));
}

test('whatever comes: nobody alive loses the name to another, time goes forward, and silence alone kills', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const { table, told } = tableAt();
      const silentMs = new Map<string, number>();
      for (const happened of events) {
        const before = new Map(['a', 'b'].map((each) => [each, look(table, each)]));
        const toldBefore = told.length;
        apply(table, happened);
        for (const [each, was] of before) {
          const now = look(table, each);
          const isHeard = now !== undefined && now.heartbeat !== was?.heartbeat;
          silentMs.set(
            each,
            isHeard ? 0 : (silentMs.get(each) ?? 0) + (happened.kind === 'listen' ? happened.ms : 0),
          );
          checkStep(was, now, silentMs.get(each) ?? 0);
          const isNews = was?.health !== 'dead' && now?.health === 'dead';
          if (isNews) assert.ok(told.slice(toldBefore).includes(each));
        }
      }
    }),
  );
});

type Look = { readonly heartbeat: Heartbeat; readonly health: string } | undefined;

const look = (table: FedNodeTable, each: string): Look => {
  const heartbeat = table.get(each)?.heartbeat;
  return heartbeat === undefined ? undefined : { heartbeat, health: table.health(each) ?? 'none' };
};

function checkStep(was: Look, now: Look, silentMs: number): void {
  if (now === undefined) return assert.ok(was === undefined || silentMs >= minuteMs + deadAfterMs);
  assert.equal(now.health === 'dead', silentMs >= deadAfterMs);
  if (was === undefined || was.heartbeat === now.heartbeat) return;
  if (was.heartbeat.instance === now.heartbeat.instance)
    assert.ok(now.heartbeat.sequence > was.heartbeat.sequence);
  else assert.equal(was.health, 'dead');
}
