import fc from 'fast-check';

import { fit, fitEnd, printable, widthOf, wrap } from '../../../demo/src/terminal/text.js';

describe('text in the terminal', () => {
  it('breaks at spaces and breaks words that are too long', () => {
    expect(wrap('the code of alice', 8)).toEqual(['the code', 'of alice']);
    expect(wrap('S-1-5-21-1004336348', 8)).toEqual(['S-1-5-21', '-1004336', '348']);
    expect(wrap('', 8)).toEqual(['']);
  });

  it('never makes a line wider than asked, and loses no word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 40 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
          const squeezed = (value: string) => value.replaceAll(/\s/gu, '');
          expect(squeezed(lines.join(''))).toBe(squeezed(text.split('\n').map(printable).join('')));
        },
      ),
    );
  });

  it('fills up and cuts off to a width', () => {
    expect(fit('abc', 5)).toBe('abc  ');
    expect(fit('abcdef', 5)).toBe('abcd…');
    expect(fit('abc', 0)).toBe('');
    expect(fitEnd('abcdef', 4)).toBe('…def');
  });
});
