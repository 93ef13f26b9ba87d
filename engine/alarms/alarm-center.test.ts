import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alarm } from '../../contract/api/alarm.ts';
import { SurecastError } from '../../contract/surecast-error.ts';
import { createAlarmCenter } from './alarm-center.ts';
import type { AlarmFacts } from './alarm-facts.ts';
import { type AlarmRules, alarmRules } from './alarm-rules.ts';

const second = 1_000;

/** A center whose facts and clock are the test's. */
function center() {
  let atMs = Date.parse('2026-11-21T12:00:00Z');
  let silentSinceMs: number | null = null;
  let isBroken = false;
  let rules = alarmRules({ delays: { silence: { raiseSeconds: 2, clearSeconds: 2 } } });
  const told: string[] = [];
  const facts = (): AlarmFacts => ({
    nowMs: atMs,
    origins: [],
    source: { state: 'well' },
    signal: { silentSinceMs, blackSinceMs: null, frozenSinceMs: null, clippedAtMs: null },
    disk: {
      level: 'roomy',
      freeBytes: 1,
      removableBytes: 0,
      reserveBytes: 0,
      bytesPerSecond: null,
      hoursLeft: null,
    },
    clock: null,
  });
  const alarms = createAlarmCenter({
    rules: () => rules,
    gather: () => {
      if (isBroken) throw new Error('the catalog is away');
      return facts();
    },
    onChange: ({ type, alarm: { id } }) => told.push(`${type} ${id}`),
    onError: (error) => told.push(String(error)),
    now: () => ({ monotonicMs: atMs, wallMs: atMs }),
  });
  const pass = (seconds: number) => {
    for (let past = 0; past < seconds; past++) {
      atMs += second;
      alarms.look();
    }
  };
  return {
    alarms,
    told,
    pass,
    silent: (isSilent: boolean) => {
      silentSinceMs = isSilent ? atMs : null;
    },
    broken: (isSo: boolean) => {
      isBroken = isSo;
    },
    rule: (next: AlarmRules) => {
      rules = next;
    },
  };
}

describe('the alarm center', () => {
  it('keeps to other rules from the moment that they are given', () => {
    const { told, pass, silent, rule } = center();
    silent(true);
    pass(4);
    rule(alarmRules({ off: ['silence'] }));
    pass(10);
    silent(true);
    pass(30);
    assert.deepEqual(told, ['raised silence', 'cleared silence']);
  });

  it('tells and lists what is raised, acknowledged and cleared, for a day', () => {
    const { alarms, told, pass, silent } = center();
    silent(true);
    pass(4);
    assert.equal(alarm.parse(alarms.acknowledge('silence')).acknowledgedAt, '2026-11-21T12:00:04.000Z');
    alarms.acknowledge('silence');
    silent(false);
    pass(4);
    assert.deepEqual(told, ['raised silence', 'acknowledged silence', 'cleared silence']);
    const [cleared, ...others] = alarms.list();
    assert.deepEqual([cleared?.clearedAt !== null, others], [true, []]);
    silent(true);
    pass(4);
    const [again, ...more] = alarms.list();
    assert.deepEqual([again?.acknowledgedAt, again?.clearedAt, more], [null, null, []]);
    silent(false);
    pass(4);
    assert.equal(alarms.list().length, 1, 'one entry an alarm');
    pass(24 * 3600);
    assert.deepEqual(alarms.list(), []);
  });

  it('refuses to acknowledge what is not raised', () => {
    const { alarms } = center();
    assert.throws(
      () => alarms.acknowledge('silence'),
      (error) => error instanceof SurecastError && error.code === 'ALARM_UNKNOWN',
    );
  });

  it('goes on after facts that could not be had, which is told once', () => {
    const { told, pass, silent, broken } = center();
    broken(true);
    pass(5);
    broken(false);
    silent(true);
    pass(4);
    assert.deepEqual(told, ['Error: the catalog is away', 'raised silence']);
  });
});
