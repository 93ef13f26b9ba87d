import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isInOwnNetwork, runInOwnNetwork, whyNoHosts } from '../../fixtures/network/own-network.ts';
import { carrierUnplugged, minorityCutOff } from '../../trials/network-hosts/faults.ts';
import { playOnHosts } from '../../trials/network-hosts/play.ts';

const timeout = 600_000;

if (isInOwnNetwork) {
  test('viewers get every byte while hosts are cut off and unplugged, and the plan is one', {
    timeout,
  }, async (t) => {
    const faults = [minorityCutOff, carrierUnplugged];
    const size = { intermediates: [2, 3], edges: [1, 3], viewers: 1, faults, isFaithful: true };
    const outcome = await playOnHosts(t, size, (line) => t.diagnostic(line));
    assert.equal(outcome.viewers, 2);
    assert.equal(outcome.faults.length, 2);
    assert.ok(outcome.answers > 0 && outcome.verified > 0);
  });
} else {
  describe('a network on hosts of its own', { skip: whyNoHosts() ?? false }, () => {
    it('keeps one plan and every byte', { timeout }, async (t) => {
      const { status, said } = await runInOwnNetwork([fileURLToPath(import.meta.url)], {
        output: 'pipe',
        signal: t.signal,
      });
      assert.equal(status, 0, said);
    });
  });
}
