import { describe, expect, it } from '@jest/globals';

import { networkOf } from '../../../server/src/web/network-of.js';

describe('the network that strikes count against', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for every spelling of an address, and another one for a neighbour subnet', () => {
    const spellings = ['2001:db8:0:0:0:0:0:1', '2001:db8::1', '2001:0DB8::0001', '2001:db8::ffff'];
    expect(new Set(spellings.map(networkOf)).size).toBe(1);
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8::1'));
  });

  it('of what is no address is what was said, so that nonsense has no source in common', () => {
    for (const text of ['', 'socket', '1.2.3', '2001:db8', ':::'])
      expect(networkOf(text)).toBe(text);
  });
});
