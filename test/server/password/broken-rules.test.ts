import { DEFAULT_PASSWORD } from '@gatehouse/protocol';
import type { PasswordPolicy } from '@gatehouse/protocol';

import { brokenTextRules } from '../../../server/src/password/broken-rules.js';
import { candidateOf, readCandidate, skeletonOf } from '../../../server/src/password/candidate.js';
import { patternFault } from '../../../server/src/password/rules/patterns.js';

const ACCOUNT = {
  samAccountName: 'alice',
  displayName: 'Alice Lindström-Berg',
  mail: 'a.lindstroem@fabrikam.example',
  userPrincipalName: 'alice@corp.test',
  netbiosDomain: 'CORP',
  realm: 'corp.test',
};

/** Rules that forbid nothing. */
const OPEN: PasswordPolicy = {
  ...DEFAULT_PASSWORD,
  ...{ minimumLength: 1, personal: false, minimumDistance: 0, breached: 'off' },
};

function broken(
  password: string | Uint8Array,
  policy: Partial<PasswordPolicy>,
  more: { old?: string; language?: string } = {},
): string[] {
  const bytes = typeof password === 'string' ? Buffer.from(password) : password;
  const old = more.old === undefined ? undefined : candidateOf(more.old);
  const found = brokenTextRules(readCandidate(bytes), {
    account: ACCOUNT,
    policy: { ...OPEN, ...policy },
    old,
    language: more.language,
  });
  return found.map(({ code }) => code.replace('password.', ''));
}

describe('what is no password', () => {
  it.each([
    ['a null character', 'correct\0horse battery'],
    ['a line feed', 'correct horse\nbattery'],
    ['an escape', 'correct horse \u001b[31m'],
    ['a C1 control character', 'correct horse \u0085'],
    ['a noncharacter', 'correct horse \uffff'],
  ])('%s is refused', (_, password) => {
    expect(broken(password, {})).toEqual(['characters']);
  });

  it.each([
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0x70, 0xe4, 0xdf]],
    ['an overlong null', [0xc0, 0x80]],
    ['a cut character', [0x70, 0xf0, 0x9f, 0x98]],
  ])('%s is no UTF-8, and is refused', (_, bytes) => {
    expect(broken(Buffer.from(bytes), {})).toEqual(['characters']);
  });

  it('of more than 256 code units nothing but the length is looked at', () => {
    const policy = { dictionary: ['horse'], maximumRepeats: 2, mustMatch: [never] };
    expect(broken('horse'.repeat(52), policy)).toEqual(['too-long']);
    expect(broken('😀'.repeat(129), policy)).toEqual(['too-long']);
    expect(broken('a'.repeat(1_000_000), policy)).toEqual(['too-long']);
  });
});

const never = { pattern: '^$', text: 'nothing' };

describe('the length', () => {
  it('counts characters as Unicode does, and 256 code units as Windows does', () => {
    expect(broken('a'.repeat(14), { minimumLength: 15 })).toEqual(['length']);
    expect(broken('a'.repeat(15), { minimumLength: 15 })).toEqual([]);
    expect(broken('😀'.repeat(14), { minimumLength: 15 })).toEqual(['length']);
    expect(broken('😀'.repeat(15), { minimumLength: 15 })).toEqual([]);
    expect(broken('a'.repeat(256), {})).toEqual([]);
    expect(broken('a'.repeat(65), { maximumLength: 64 })).toEqual(['too-long']);
    expect(broken('', { minimumLength: 1 })).toEqual(['length']);
  });

  it('is by the shipped defaults what SP 800-63B-4 asks of a single factor', () => {
    expect(DEFAULT_PASSWORD).toMatchObject({
      minimumLength: 15,
      maximumLength: 256,
      expiryDays: 0,
    });
  });
});

describe('classes', () => {
  it.each([
    ['Straße', { classes: ['upper', 'lower'] }, []],
    ['straße', { classes: ['upper', 'digit', 'symbol'] }, ['upper', 'digit', 'symbol']],
    ['ÄÖÜ', { classes: ['upper', 'lower'] }, ['lower']],
    ['٣٤٥', { classes: ['digit'] }, []],
    ['a b', { classes: ['symbol'] }, []],
    ['a😀', { classes: ['symbol'] }, []],
    // A combining accent belongs to its letter.
    ['e\u0301e', { classes: ['symbol'] }, ['symbol']],
    ['密码密码', { minimumClasses: 1 }, ['classes']],
    ['abc', { minimumClasses: 2 }, ['classes']],
    ['abc1', { minimumClasses: 2 }, []],
  ] as const)('of %s', (password, policy, expected) => {
    expect(broken(password, policy as Partial<PasswordPolicy>)).toEqual(expected);
  });
});

describe('patterns', () => {
  it('must be found, or must not be, and are told in the language of the person', () => {
    const pattern = { pattern: '^[A-Z]', text: 'a capital first', texts: { de: 'vorn groß' } };
    const found = (language: string) =>
      brokenTextRules(candidateOf('abc'), {
        ...{ account: ACCOUNT, language },
        policy: { ...OPEN, mustMatch: [pattern] },
      });
    expect(found('de-AT')).toEqual([{ code: 'password.pattern', text: 'vorn groß' }]);
    expect(found('fr')).toEqual([{ code: 'password.pattern', text: 'a capital first' }]);
    expect(found('constructor')).toEqual([{ code: 'password.pattern', text: 'a capital first' }]);
    const forbidden = { pattern: '\\d{4}$', text: 'no year at the end' };
    expect(broken('summer2024', { mustNotMatch: [forbidden] })).toEqual(['pattern']);
    expect(broken('summer2024!', { mustNotMatch: [forbidden] })).toEqual([]);
  });

  it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+$', '(.*a){20}$', '([a-zA-Z]+)*$'])(
    '%s, which would take a backtracking engine years, takes no time',
    (pattern) => {
      expect(patternFault({ mustMatch: [{ pattern, text: 'x' }] })).toBeUndefined();
      const begun = performance.now();
      broken(`${'a'.repeat(255)}!`, { mustMatch: [{ pattern, text: 'x' }] });
      expect(performance.now() - begun).toBeLessThan(2_000);
    },
  );

  it.each([
    '(',
    '[a',
    '(?=a)b',
    '(a)\\1',
    '(?<!a)b',
    'a{2,1}',
    '((((a{1,1000}){1,1000}){1,1000}))',
  ])('%s is refused', (pattern) => {
    expect(
      patternFault({
        mustNotMatch: [
          { pattern: 'a', text: 'x' },
          { pattern, text: 'x' },
        ],
      }),
    ).toMatch(/^mustNotMatch\.1\.pattern/);
  });
});

describe('words', () => {
  it.each([
    ['Gatehouse', 'my gatehouse', true],
    ['gatehouse', 'G4t3h0u$e!', true],
    ['gatehouse', 'g-a-t-e.h o u s e', true],
    ['gatehouse', 'GÄTEHOUSÉ', true],
    // Fullwidth letters, and a zero-width joiner in between.
    ['gatehouse', 'ｇａｔｅｈｏｕｓｅ', true],
    ['gatehouse', 'gate\u200dhouse', true],
    ['Straße', 'STRASSE des 17. Juni', true],
    ['gatehouse', 'gate and horse', false],
    ['2024', 'summer 2024', true],
    ['2024', 'summer 2025', false],
  ])('%s in %s', (word, password, found) => {
    expect(broken(password, { dictionary: [word] })).toEqual(found ? ['dictionary'] : []);
  });

  it('have a skeleton without digits, signs, case and accents', () => {
    expect(skeletonOf('P@ß-w0rd')).toBe('password');
    expect(skeletonOf('l1!|I')).toBe('iiiii');
    expect(skeletonOf('😀 \u0301')).toBe('');
  });
});

describe('names', () => {
  it.each([
    ['xALICEx', true],
    ['4l1c3 in wonder', true],
    ['lindstrom forever', true],
    ['the berg is high', true],
    ['i like fabrikam', true],
    ['c0rp rules', true],
    ['nothing of hers', false],
    // A part of three letters is a part of words.
    ['a test of patience', false],
  ])('of the person in %s', (password, found) => {
    expect(broken(password, { personal: true })).toEqual(found ? ['personal'] : []);
  });
});

describe('the old password', () => {
  const policy = { minimumDistance: 4 };
  it.each([
    ['Correct horse 1', 'Correct horse 2', true],
    ['Correct horse 1', 'cORRECT HORSE 1', true],
    ['Correct horse 1', '1 esroh tcerroC', true],
    ['Correct horse 1', 'Correct horse 1 and more of it', true],
    ['Correct horse 1', 'horse', true],
    ['Correct horse 1', 'another battery', false],
    ['abc', 'my abc book of words', false],
  ])('%s is %s', (old, password, isSimilar) => {
    expect(broken(password, policy, { old })).toEqual(isSimilar ? ['similar'] : []);
  });

  it('is looked at where it is at hand, and where the policy says so', () => {
    expect(broken('Correct horse 2', policy)).toEqual([]);
    expect(broken('Correct horse 2', {}, { old: 'Correct horse 1' })).toEqual([]);
  });
});

describe('rows', () => {
  it.each([
    ['aaab', { maximumRepeats: 3 }, []],
    ['xaaaAb', { maximumRepeats: 3 }, ['repeats']],
    ['😀😀😀', { maximumRepeats: 2 }, ['repeats']],
    ['xabcdx', { maximumSequence: 3 }, ['sequence']],
    ['xdcbax', { maximumSequence: 3 }, ['sequence']],
    ['x1234x', { maximumSequence: 3 }, ['sequence']],
    ['xQWERx', { maximumSequence: 3 }, ['sequence']],
    ['xtrewx', { maximumSequence: 3 }, ['sequence']],
    ['xqwertzx', { maximumSequence: 5 }, ['sequence']],
    ['xabcx', { maximumSequence: 3 }, []],
    // The end of one row and the beginning of another.
    ['opasdx', { maximumSequence: 3 }, []],
  ])('of %s', (password, policy, expected) => {
    expect(broken(password, policy)).toEqual(expected);
  });
});

it('all failures are given at once', () => {
  const policy: Partial<PasswordPolicy> = {
    ...{ minimumLength: 20, classes: ['digit'], minimumClasses: 4, dictionary: ['horse'] },
    ...{ personal: true, minimumDistance: 4, maximumRepeats: 2, maximumSequence: 2 },
    mustMatch: [never],
  };
  expect(broken('alice horse aaa', policy, { old: 'alice horse aab' })).toEqual([
    ...['length', 'digit', 'classes', 'pattern', 'dictionary', 'personal', 'similar', 'repeats'],
  ]);
});
