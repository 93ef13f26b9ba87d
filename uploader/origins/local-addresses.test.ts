import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUp, localAddress } from './local-addresses.ts';

const held = (address: string) => ({
  address,
  netmask: '',
  family: address.includes(':') ? ('IPv6' as const) : ('IPv4' as const),
  mac: '',
  internal: false,
  cidr: null,
  scopeid: 0,
});

const interfaces = {
  eth0: [held('10.0.0.2'), held('fe80::1'), held('fd00::2')],
  wwan0: [held('10.0.1.2')],
  down0: [held('fe80::2')],
};

describe('the address to leave from', () => {
  for (const [from, family, address] of [
    ['eth0', 4, '10.0.0.2'],
    ['eth0', 6, 'fd00::2'],
    ['wwan0', 6, undefined],
    ['down0', 6, undefined],
    ['gone0', 4, undefined],
    ['10.0.1.2', 4, '10.0.1.2'],
    ['10.0.1.2', 6, undefined],
    ['10.0.9.9', 4, undefined],
  ] as const) {
    it(`is ${address} of ${from} for IPv${family}`, () => {
      assert.equal(localAddress(from, family, interfaces), address);
    });
  }

  it('is what makes an interface usable', () => {
    const usable = ['eth0', 'wwan0', 'down0', 'gone0', '10.0.0.2'].filter((from) => isUp(from, interfaces));
    assert.deepEqual(usable, ['eth0', 'wwan0', '10.0.0.2']);
  });
});
