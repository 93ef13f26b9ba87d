import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { judgeSession, type OnAirFacts, type OriginFacts } from './judge-session.ts';

const open = { url: 's3://a/live', optional: false, state: 'open', message: null } as const;
const well: OnAirFacts = {
  hasCaptured: true,
  hasVerified: true,
  sourceLost: null,
  origins: [open],
  disk: null,
  slowEncoder: null,
  fallingBehind: null,
};
const onAir = (facts: Partial<OnAirFacts>) =>
  judgeSession({ activity: 'capturing', onAir: { ...well, ...facts } });

const sentence = fc.option(fc.constantFrom('this is wrong.', 'that is wrong.'), { nil: null });
const anyFacts: fc.Arbitrary<OnAirFacts> = fc.record({
  hasCaptured: fc.boolean(),
  hasVerified: fc.boolean(),
  sourceLost: sentence,
  origins: fc.array(
    fc.record({
      url: fc.constantFrom('s3://a/live', 'file:/b'),
      optional: fc.boolean(),
      state: fc.constantFrom('open', 'waiting', 'blocked'),
      message: sentence,
    }),
    { maxLength: 3 },
  ),
  disk: sentence,
  slowEncoder: sentence,
  fallingBehind: sentence,
});

describe('the state of a session', () => {
  it('is live only when nothing is wrong, and has a reason whenever something is', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { state, reason } = judgeSession({ activity: 'capturing', onAir: facts });
        const isWell =
          facts.sourceLost === null &&
          facts.disk === null &&
          facts.slowEncoder === null &&
          facts.fallingBehind === null &&
          facts.origins.every((origin) => origin.state === 'open');
        if (state === 'live') assert.ok(isWell && facts.hasCaptured && facts.hasVerified);
        if (isWell && facts.hasVerified && facts.hasCaptured) assert.equal(state, 'live');
        if (state === 'degraded' || state === 'reconnecting') assert.ok(reason !== null && reason !== '');
      }),
    );
  });

  it('names what the program does when nothing is on air', () => {
    assert.deepEqual(judgeSession({ activity: 'idle' }), { state: 'idle', reason: null });
    const delivering = (origin: OriginFacts) => judgeSession({ activity: 'delivering', origins: [origin] });
    assert.deepEqual(delivering(open), { state: 'stopping', reason: null });
    assert.deepEqual(delivering({ ...open, state: 'waiting', message: 'the link is down.' }), {
      state: 'stopping',
      reason: 's3://a/live: the link is down.',
    });
    assert.deepEqual(judgeSession({ activity: 'failed', message: 'no camera.' }), {
      state: 'failed',
      reason: 'no camera.',
    });
  });

  it('is starting until something is verified, also when the source takes its time', () => {
    assert.equal(onAir({ hasVerified: false }).state, 'starting');
    assert.deepEqual(onAir({ hasCaptured: false, hasVerified: false, sourceLost: 'no signal.' }), {
      state: 'starting',
      reason: 'no signal.',
    });
  });

  it('is reconnecting while the source or the link of a required origin is away, whatever else is wrong', () => {
    const away = { ...open, state: 'waiting', message: 'the link is down.' } as const;
    assert.deepEqual(onAir({ origins: [away], disk: 'low.' }), {
      state: 'reconnecting',
      reason: 's3://a/live: the link is down.',
    });
    assert.equal(onAir({ origins: [away], hasVerified: false }).state, 'reconnecting');
    assert.equal(onAir({ sourceLost: 'pulled out.' }).state, 'reconnecting');
    assert.equal(onAir({ origins: [open, { ...away, optional: true }] }).state, 'degraded');
  });

  it('is degraded when an origin needs a person, the disk is short, or delivery falls behind', () => {
    const blocked = { ...open, state: 'blocked', message: null } as const;
    assert.deepEqual(onAir({ origins: [blocked] }), {
      state: 'degraded',
      reason: 's3://a/live refuses what is sent.',
    });
    assert.equal(onAir({ disk: 'room for 10 minutes.' }).reason, 'room for 10 minutes.');
    assert.equal(onAir({ fallingBehind: 'the backlog grows.' }).state, 'degraded');
  });
});
