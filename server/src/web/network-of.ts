import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that an address stands for where attempts are counted by source: an IPv4 address is one by itself; whoever has
 * an IPv6 address usually has the 2^64 others of its subnet as well (RFC 4291, 2.5.4), so that those count as one.
 *
 * @param address as the connection or a trusted proxy tells it; anything else is taken as it is
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  const groups = groupsOf(plain);
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, of which the last two may be written as IPv4. */
function groupsOf(address: string): string[] {
  const spelled = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, '0:0');
  const [head = '', tail] = spelled.split('::');
  const first = head === '' ? [] : head.split(':');
  if (tail === undefined) return first;
  const last = tail === '' ? [] : tail.split(':');
  return [
    ...first,
    ...Array<string>(Math.max(8 - first.length - last.length, 0)).fill('0'),
    ...last,
  ];
}
