import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { afterLook, type EncoderPace, paceSentence, unknownPace } from './encoder-pace.ts';

/** What is known after each second of a run at a speed; reports may be old by up to `lateSeconds`. */
function watch(speed: number, late: readonly number[], from: EncoderPace = unknownPace): EncoderPace[] {
  const known: EncoderPace[] = [];
  let mediaSeconds = from.looks.at(-1)?.mediaSeconds ?? 1;
  const startMs = from.looks.at(-1)?.atMs ?? 0;
  const startSeconds = mediaSeconds;
  for (const [index, lateSeconds] of late.entries()) {
    const passed = Math.max(0, index + 1 - lateSeconds);
    mediaSeconds = Math.max(mediaSeconds, startSeconds + passed * speed);
    const look = { run: 'first', atMs: startMs + (index + 1) * 1000, mediaSeconds };
    known.push(afterLook(known.at(-1) ?? from, look));
  }
  return known;
}

const onTime = (seconds: number) => Array.from({ length: seconds }, () => 0);
const late = fc.array(fc.double({ min: 0, max: 0.8, noNaN: true }), { minLength: 25, maxLength: 120 });

describe('the pace of the encoder', () => {
  it('is never judged slow when it keeps up, however late its reports come', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.98, max: 1.1, noNaN: true }), late, (speed, reports) => {
        for (const pace of watch(speed, reports)) assert.equal(paceSentence(pace), null);
      }),
    );
  });

  it('is judged slow after 20 s of it, and stays so while it lasts', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.8, noNaN: true }), late, (speed, reports) => {
        const slow = watch(speed, reports).map(({ slowSpeed }) => slowSpeed !== null);
        assert.deepEqual([slow.slice(0, 20).includes(true), slow.slice(21).includes(false)], [false, false]);
      }),
    );
  });

  it('changes its mind at most once at one speed, whatever it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2, noNaN: true }), late, (speed, reports) => {
        const slow = watch(
          speed,
          reports.map((each) => each / 2),
        ).map(({ slowSpeed }) => slowSpeed !== null);
        const changes = slow.filter((isSlow, index) => index > 0 && isSlow !== slow[index - 1]).length;
        assert.ok(changes <= 1, slow.join(' '));
      }),
    );
  });

  it('is well again only when it clearly keeps up', () => {
    const slow = watch(0.6, onTime(30)).at(-1) ?? unknownPace;
    assert.match(paceSentence(slow) ?? '', /0\.6×/);
    assert.notEqual(paceSentence(watch(0.93, onTime(60), slow).at(-1) ?? unknownPace), null);
    assert.equal(paceSentence(watch(1, onTime(60), slow).at(-1) ?? unknownPace), null);
  });

  it('begins anew with each run, and when its first media comes', () => {
    const slow = watch(0.5, onTime(30)).at(-1) ?? unknownPace;
    const next = afterLook(slow, { run: 'second', atMs: 31_000, mediaSeconds: 1 });
    assert.equal(paceSentence(next), null);
    assert.deepEqual(afterLook(slow, { run: 'second', atMs: 31_000, mediaSeconds: 0 }), unknownPace);
  });
});
