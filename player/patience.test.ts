import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeOutage } from './patience.ts';

const live = { anyOkAtMs: 0, playlistOkAtMs: 0, ended: false, playlistFreshMs: 10 };
const limits = { giveUpAfterMs: undefined, endedPatienceMs: 60, objectPatienceMs: 120 };

describe('judgeOutage', () => {
  it('retries without limit while live and everything is down', () => {
    assert.equal(judgeOutage(1e12, 0, live, limits), 'retry');
  });

  it('gives one object up when the playlist is served all the while', () => {
    const served = { ...live, anyOkAtMs: 119, playlistOkAtMs: 119 };
    assert.equal(judgeOutage(119, 0, served, limits), 'retry');
    assert.equal(judgeOutage(120, 0, served, limits), 'missing');
  });

  it('ends when the server of an ended playlist is away too long, or of a live one as agreed', () => {
    assert.equal(judgeOutage(59, 0, { ...live, ended: true }, limits), 'retry');
    assert.equal(judgeOutage(60, 0, { ...live, ended: true }, limits), 'unreachable');
    assert.equal(judgeOutage(30, 0, live, { ...limits, giveUpAfterMs: 30 }), 'unreachable');
  });

  it('counts one object of an ended playlist as missing when the others are served', () => {
    assert.equal(judgeOutage(60, 0, { ...live, ended: true, anyOkAtMs: 59 }, limits), 'missing');
  });
});
