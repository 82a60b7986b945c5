import fc from 'fast-check';

import { normaliseAnswer, normaliseText } from '../../../protocol/src/recovery/index.js';

describe('the normal form of an answer', () => {
  // What the normal form of a text is, stands in the vectors.
  it('takes half a character for the sign that UTF-8 has for it', () => {
    expect(normaliseText('a\ud800b')).toBe('a\ufffdb');
  });

  it('is its own normal form, for any text, and does not depend on case or composition', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const normal = normaliseText(text);
        expect(normaliseText(normal)).toBe(normal);
        expect(normaliseText(text.normalize('NFD'))).toBe(normal);
        expect(Buffer.from(normaliseAnswer(Buffer.from(text))).toString()).toBe(normal);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is its own normal form for every character of the first two planes', () => {
    for (let code = 0; code <= 0x1ffff; code++) {
      const normal = normaliseText(String.fromCodePoint(code));
      if (normaliseText(normal) !== normal) throw new Error(`not for ${code.toString(16)}`);
    }
  });
});
