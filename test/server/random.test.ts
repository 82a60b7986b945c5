import { systemRandom } from '../../server/src/random.js';

test.each([0, 1, 16, 32, 33, 5000])('gives as many bytes as asked for: %i', (length) => {
  expect(systemRandom.bytes(length)).toHaveLength(length);
});

test('gives nothing twice, and no zeros, far beyond one reserve', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 3000; i++) {
    seen.add(Buffer.from(systemRandom.bytes([16, 20, 32][i % 3] ?? 16)).toString('hex'));
  }
  expect(seen.size).toBe(3000);
  expect([...seen].filter((hex) => /^0+$/.test(hex))).toEqual([]);
});

test('keeps no hold of what it gave', () => {
  const piece = systemRandom.bytes(16);
  const copy = Buffer.from(piece).toString('hex');
  systemRandom.bytes(16).fill(0);
  expect(Buffer.from(piece).toString('hex')).toBe(copy);
  expect(piece.buffer.byteLength).toBe(16);
});
