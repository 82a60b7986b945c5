import { DEFAULT_PASSWORD } from '@gatehouse/protocol';

import { rulesInForce } from '../../../server/src/password/rules-in-force.js';

const DIRECTORY = {
  minimumLength: 20,
  complexity: true,
  historyLength: 3,
  minimumAgeSeconds: 3600,
};
const OPTIONS = { occasion: 'change', hasList: true, language: 'de' } as const;

describe('the rules in force', () => {
  it('are both, and of the same rule the stricter one', () => {
    const policy = { ...DEFAULT_PASSWORD, history: 10, maximumLength: 64, minimumAgeHours: 24 };
    const { ours, directory, effective } = rulesInForce({ policy, directory: DIRECTORY }, OPTIONS);
    expect(ours).toEqual([
      { code: 'password.length', value: 15 },
      { code: 'password.too-long', value: 64 },
      { code: 'password.breached' },
      { code: 'password.personal' },
      { code: 'password.similar', value: 3 },
      { code: 'password.history', value: 10 },
      { code: 'password.age' },
    ]);
    expect(directory).toEqual([
      { code: 'password.length', value: 20 },
      { code: 'password.complexity' },
      { code: 'password.history', value: 3 },
      { code: 'password.age' },
    ]);
    expect(effective).toEqual([
      { code: 'password.length', value: 20 },
      ...ours.slice(1),
      { code: 'password.complexity' },
    ]);
  });

  it('of a reset name neither the age nor the old password, which nobody has at hand', () => {
    const policy = { ...DEFAULT_PASSWORD, minimumAgeHours: 24 };
    const { effective } = rulesInForce(
      { policy, directory: DIRECTORY },
      { ...OPTIONS, occasion: 'reset' },
    );
    const codes = effective.map(({ code }) => code);
    expect(codes).not.toContain('password.age');
    expect(codes).not.toContain('password.similar');
  });

  it('name the list where there is one, or where one is demanded', () => {
    const codesOf = (breached: 'off' | 'when-present' | 'require', hasList: boolean) =>
      rulesInForce(
        { policy: { ...DEFAULT_PASSWORD, breached }, directory: DIRECTORY },
        { ...OPTIONS, hasList },
      ).ours.some(({ code }) => code === 'password.breached');
    expect(codesOf('when-present', true)).toBe(true);
    expect(codesOf('when-present', false)).toBe(false);
    expect(codesOf('require', false)).toBe(true);
    expect(codesOf('off', true)).toBe(false);
  });

  it('hold each pattern by itself, in the person’s language', () => {
    const patterns = ['a', 'b'].map((letter) => ({
      ...{ pattern: letter, text: `an ${letter}`, texts: { de: `ein ${letter}` } },
    }));
    const policy = { ...DEFAULT_PASSWORD, mustMatch: patterns };
    const { effective } = rulesInForce({ policy, directory: DIRECTORY }, OPTIONS);
    expect(effective.filter(({ code }) => code === 'password.pattern')).toEqual([
      { code: 'password.pattern', text: 'ein a' },
      { code: 'password.pattern', text: 'ein b' },
    ]);
  });
});
