import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AlarmKind, alarmKinds } from '../../contract/api/alarm.ts';
import { fc } from '../../fixtures/property-testing.ts';
import {
  type AlarmChange,
  type AlarmState,
  acknowledge,
  noAlarms,
  raisedAlarms,
  stepAlarms,
} from './alarm-machine.ts';
import { type AlarmDelays, defaultAlarmRules } from './alarm-rules.ts';
import { alarmId, type Condition } from './judge-facts.ts';

const { delays } = defaultAlarmRules;

const wrong = (kind: AlarmKind, subject: string | null = null): Condition => ({
  kind,
  subject,
  message: `${kind} is wrong.`,
  cure: 'Cure it.',
});

/** What happens at each of a number of looks. */
type Look = {
  readonly afterMs: number;
  readonly wrong: readonly Condition[];
  readonly acknowledge: boolean;
};

const anyLook: fc.Arbitrary<Look> = fc.record({
  afterMs: fc.integer({ min: 1, max: 8_000 }),
  wrong: fc
    .uniqueArray(
      fc.record({
        kind: fc.constantFrom(...alarmKinds),
        subject: fc.constantFrom(null, 's3://a', 's3://b'),
      }),
      { selector: ({ kind, subject }) => alarmId(kind, subject), maxLength: 6 },
    )
    .map((all) => all.map(({ kind, subject }) => wrong(kind, subject))),
  acknowledge: fc.boolean(),
});

type Told = AlarmChange & { readonly atMs: number };

/** Lets the machine look, and gives what it told and when. */
function live(looks: readonly Look[], table: Readonly<Record<AlarmKind, AlarmDelays>> = delays) {
  let state: AlarmState = noAlarms;
  let atMs = 0;
  const told: Told[] = [];
  const wrongAt = new Map<string, { readonly atMs: number; readonly isWrong: boolean }[]>();
  for (const look of looks) {
    atMs += look.afterMs;
    const now = { monotonicMs: atMs, wallMs: atMs };
    const step = stepAlarms(state, look.wrong, now, table);
    state = step.state;
    told.push(...step.changes.map((change) => ({ ...change, atMs })));
    const ids = new Set([
      ...wrongAt.keys(),
      ...look.wrong.map(({ kind, subject }) => alarmId(kind, subject)),
    ]);
    for (const id of ids) {
      const isWrong = look.wrong.some(({ kind, subject }) => alarmId(kind, subject) === id);
      wrongAt.set(id, [...(wrongAt.get(id) ?? []), { atMs, isWrong }]);
    }
    for (const { id } of look.acknowledge ? raisedAlarms(state) : []) {
      const seen = acknowledge(state, id, now);
      assert.ok(seen);
      state = seen.state;
      if (seen.isNews) told.push({ type: 'acknowledged', alarm: seen.alarm, atMs });
    }
  }
  return { state, told, atMs, wrongAt };
}

describe('the alarm machine', () => {
  it('never changes an alarm within its delay, and only for what lasted that long', () => {
    let changesSeen = 0;
    fc.assert(
      fc.property(fc.array(anyLook, { maxLength: 60 }), (looks) => {
        const { told, wrongAt } = live(looks);
        for (const [id, seen] of wrongAt) {
          const changes = told.filter(({ alarm, type }) => alarm.id === id && type !== 'acknowledged');
          changesSeen += changes.length;
          changes.forEach((change, index) => {
            const isRaise = change.type === 'raised';
            assert.equal(isRaise, index % 2 === 0, 'raised and cleared by turns');
            const { raiseMs, clearMs } = delays[change.alarm.kind];
            const delayMs = isRaise ? raiseMs : clearMs;
            const before = changes[index - 1];
            assert.ok(before === undefined || change.atMs - before.atMs >= delayMs, 'it flaps');
            const lately = seen.filter(({ atMs }) => atMs <= change.atMs && atMs > change.atMs - delayMs);
            assert.ok(
              lately.every(({ isWrong }) => isWrong === isRaise),
              'it was so all the time',
            );
          });
        }
      }),
    );
    assert.ok(changesSeen > 20, `only ${changesSeen} changes were looked at`);
  });

  it('clears every alarm by itself once all is well for as long as it takes', () => {
    fc.assert(
      fc.property(fc.array(anyLook, { maxLength: 40 }), (looks) => {
        const longest = Math.max(...Object.values(delays).map(({ clearMs }) => clearMs));
        const well = Array.from({ length: 3 }, () => ({ afterMs: longest, wrong: [], acknowledge: false }));
        const { state, told } = live([...looks, ...well]);
        assert.deepEqual([...state], []);
        const raised = told.filter(({ type }) => type === 'raised').length;
        assert.equal(told.filter(({ type }) => type === 'cleared').length, raised);
      }),
    );
  });

  it('raises every alarm that lasts, also a new one of the same name after one that was acknowledged', () => {
    fc.assert(
      fc.property(fc.array(anyLook, { maxLength: 40 }), fc.constantFrom(...alarmKinds), (looks, kind) => {
        const { raiseMs } = delays[kind];
        const lasting = Array.from({ length: 3 }, () => ({
          afterMs: Math.max(1, raiseMs),
          wrong: [wrong(kind)],
          acknowledge: false,
        }));
        const { state, told } = live([...looks, ...lasting]);
        assert.ok(raisedAlarms(state).some(({ id }) => id === kind));
        for (const { alarm, type } of told)
          if (type === 'raised') assert.equal(alarm.acknowledgedAt, null, 'nobody has seen the new one');
      }),
    );
  });

  it('shows the most severe first, with the figures of now', () => {
    const look = (message: string) => ({
      afterMs: 60_000,
      wrong: [{ ...wrong('silence'), message }, wrong('uplink-down', 's3://a')],
      acknowledge: false,
    });
    const { state } = live([look('for 1 s'), look('for 2 s'), look('for 3 s')]);
    const shown = raisedAlarms(state).map(({ id, severity, message }) => [id, severity, message]);
    assert.deepEqual(shown, [
      ['uplink-down s3://a', 'critical', 'uplink-down is wrong.'],
      ['silence', 'warning', 'for 3 s'],
    ]);
  });

  it('knows nothing to acknowledge of what is only suspected', () => {
    const { state } = live([{ afterMs: 1, wrong: [wrong('silence')], acknowledge: false }]);
    assert.equal(acknowledge(state, 'silence', { monotonicMs: 2, wallMs: 2 }), undefined);
  });
});
