import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../fixtures/property-testing.ts';
import { createSharedLinks } from './shared-links.ts';

const mbps = 1_000_000;

test('a transfer alone takes its bytes by its limit, two share what there is', () => {
  const links = createSharedLinks({ capacities: [8 * mbps], transferLimit: 4 * mbps });
  links.begin(0, 0, 500_000, 0);
  assert.equal(links.nextEndMs(0), 1_000);
  links.begin(0, 1, 500_000, 0);
  assert.equal(links.nextEndMs(0), 1_000);
  links.begin(0, 2, 1_000_000, 500);
  // 250 kB of each are left, and a third of 8 Mbit/s each.
  assert.equal(links.nextEndMs(0), 500 + (250_000 * 3) / 1_000);
  const ended: number[] = [];
  links.takeEnded(0, 1_250, (transfer) => void ended.push(transfer));
  assert.deepEqual(ended, [0, 1]);
  assert.equal(links.nextEndMs(0), 1_250 + 750_000 / 500);
});

type Step = {
  readonly kind: 'begin' | 'break' | 'take';
  readonly transfer: number;
  readonly bytes: number;
  readonly afterMs: number;
};
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('begin', 'begin', 'break', 'take'),
    transfer: fc.nat({ max: 5 }),
    bytes: fc.integer({ min: 1, max: 100_000 }),
    afterMs: fc.nat({ max: 40 }),
  }),
  { maxLength: 60 },
);

test('no byte is lost or made: what transfers got is what the link has sent', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 50 }), (all, capacityMbps) => {
      const links = createSharedLinks({
        capacities: [capacityMbps * mbps],
        transferLimit: 9 * mbps,
      });
      const running = new Map<number, number>();
      let now = 0;
      let got = 0;
      const take = (): void =>
        links.takeEnded(0, now, (transfer) => {
          got += running.get(transfer) ?? Number.NaN;
          running.delete(transfer);
        });
      for (const { kind, transfer, bytes, afterMs } of all) {
        now += afterMs;
        if (kind === 'take') take();
        else if (kind === 'break') {
          got += links.breakOff(0, transfer, now);
          running.delete(transfer);
        } else if (!running.has(transfer)) {
          links.begin(0, transfer, bytes, now);
          running.set(transfer, bytes);
        }
      }
      take();
      for (const transfer of running.keys()) got += links.breakOff(0, transfer, now);
      assert.ok(
        Math.abs(links.sentBytes(0, now) - got) < 1e-3,
        `${links.sentBytes(0, now)} sent, ${got} got`,
      );
      assert.ok(links.sentBytes(0, now) <= (capacityMbps * mbps * now) / 8_000 + 1e-3);
    }),
  );
});

test('transfers end in the order of what they lack, whoever comes and goes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
      (sizes) => {
        const links = createSharedLinks({ capacities: [mbps], transferLimit: mbps });
        for (const [transfer, bytes] of sizes.entries()) links.begin(0, transfer, bytes, 0);
        const ended: number[] = [];
        const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
        links.takeEnded(0, Math.ceil(all / 125) + 1, (transfer) => void ended.push(sizes[transfer] ?? 0));
        assert.deepEqual(
          ended,
          [...sizes].sort((a, b) => a - b),
        );
      },
    ),
  );
});
