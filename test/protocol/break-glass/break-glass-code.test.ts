import { describe, expect, it } from '@jest/globals';

import {
  BREAK_GLASS_BYTES,
  formatBreakGlassCode,
  normaliseBreakGlassCode,
} from '../../../protocol/src/index.js';
import { SeededRandom } from '../../support/seeded-random.js';

describe('break-glass codes', () => {
  it('are sixteen characters of Crockford base32 in groups of four', () => {
    expect(formatBreakGlassCode(new Uint8Array(BREAK_GLASS_BYTES))).toBe('0000-0000-0000-0000');
    const ones = new Uint8Array(BREAK_GLASS_BYTES).fill(0xff);
    expect(formatBreakGlassCode(ones)).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
    // 00000 00001 00010 … as Crockford's table has them: the first sixteen symbols.
    const table = Uint8Array.of(0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf);
    expect(formatBreakGlassCode(table)).toBe('0123-4567-89AB-CDEF');
  });

  it('take exactly eighty bits', () => {
    expect(() => formatBreakGlassCode(new Uint8Array(9))).toThrow(RangeError);
    expect(() => formatBreakGlassCode(new Uint8Array(11))).toThrow(RangeError);
  });

  it('are read however they are typed', () => {
    const code = '7K3M90QXAB12ZT5V';
    for (const typed of [
      '7K3M-90QX-AB12-ZT5V',
      '7k3m-90qx-ab12-zt5v',
      ' 7K3M 90QX AB12 ZT5V ',
      '7k3m90qxab12zt5v',
      '7K3M-9OQX-ABl2-ZT5V',
      '7K3M-9oQX-ABI2-ZT5V',
      '7K3M–90QX—AB12−ZT5V',
      '７K3M-90QX-AB12-ZT5V',
    ]) {
      expect([typed, normaliseBreakGlassCode(typed)]).toEqual([typed, code]);
    }
  });

  it('survive their own spelling, whatever their bits are', () => {
    const random = new SeededRandom('break-glass');
    for (let run = 0; run < 500; run++) {
      const bytes = Uint8Array.from({ length: BREAK_GLASS_BYTES }, () => random.below(256));
      const spelled = formatBreakGlassCode(bytes);
      expect(spelled).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
      expect(normaliseBreakGlassCode(spelled)).toBe(spelled.replaceAll('-', ''));
    }
  });

  it.each([
    '',
    '123456',
    '7K3M-90QX-AB12-ZT5',
    '7K3M-90QX-AB12-ZT5VV',
    '7K3M-90QX-AB12-ZT5U',
    '7K3M-90QX-AB12-ZT5!',
    '7K3M-90QX-AB12-ZT5\u{1F600}',
    '-'.repeat(65),
    ' '.repeat(1_000_000),
  ])('are not %j', (typed) => {
    expect(normaliseBreakGlassCode(typed)).toBeUndefined();
  });
});
