import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';

import { RuledLogons } from '../../../service/src/logon/ruled-logons.js';
import type { RulesInForce } from '../../../service/src/policy/rules.js';
import { systemRandom } from '../../../service/src/random.js';
import { describeCheck } from '../../../service/src/support/describe-check.js';
import { forecastForeign } from '../../../service/src/support/foreign-forecast.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';

const ADMINISTRATORS = 'S-1-5-32-544';
const clock = new FakeClock();
const accounts = new FakeWindowsAccounts();
const bob = accounts.add('bob', 1001, [ADMINISTRATORS]);
const exclusion = { sid: ADMINISTRATORS, reason: 'helpers' };

async function forecast(
  of: Partial<RulesInForce>,
  { name = 'bob', remote = false, listed = [] as string[] } = {},
) {
  const rules = { current: () => Promise.resolve({ ...DEFAULT_MACHINE_RULES, ...of }) };
  const refuse = () => Promise.reject(new Error('nothing is checked or recorded'));
  const logons = new RuledLogons({
    ...{ rules, accounts, passwords: { check: refuse }, record: refuse, clock },
    ...{ random: systemRandom, logger: new MemoryLogger() },
  });
  const breakGlassSids = () => Promise.resolve(listed);
  return forecastForeign({ name, remote, scenario: 'logon' }, { logons, rules, breakGlassSids });
}

describe('the forecast of an account that no directory has', () => {
  it.each<[rules: Partial<RulesInForce>, step: object, text: RegExp]>([
    [{}, { would: 'deny', code: 'account.foreign' }, /denied \(account\.foreign\)/],
    [{ mode: 'observe' }, { would: 'grant', because: 'observed' }, /only observes/],
    [{ mode: 'optional' }, { would: 'grant', because: 'optional' }, /only whoever has one/],
    [
      { foreignAccounts: 'excluded' },
      { would: 'grant', because: 'foreign' },
      /foreignAccounts excludes/,
    ],
    [
      { exclusions: [exclusion] },
      { would: 'grant', because: 'excluded', exclusion: ADMINISTRATORS },
      /excluded by S-1-5-32-544/,
    ],
    [{ foreignAccounts: 'second-factor-only' }, { would: 'ask-mapped' }, /mapped to/],
  ])('with %j is what a logon would come to', async (rules, step, text) => {
    const foreign = await forecast(rules);
    expect(foreign).toEqual({ account: bob, kind: 'local', isFallback: false, step });
    const shown = describeCheck(
      {
        ...{ name: 'bob', correlationId: '0123456789abcdef0123456789abcdef', server: 'not-asked' },
        offline: { kit: undefined, cachedLogons: undefined },
        foreign: foreign!,
      },
      clock.now(),
    );
    expect(shown).toMatch(text);
    expect(shown).toContain(bob.sid);
    expect(shown).not.toContain('cannot be asked');
  });

  it('names a break-glass account at the console where nothing is known, and nowhere else', async () => {
    const listed = [bob.sid];
    const stepOf = async (...of: Parameters<typeof forecast>) => (await forecast(...of))?.step;
    expect(await stepOf({ isFallback: true }, { listed })).toEqual({ would: 'break-glass' });
    const denied = { would: 'deny', code: 'account.foreign' };
    expect(await stepOf({ isFallback: true }, { listed, remote: true })).toEqual(denied);
    expect(await stepOf({ isFallback: true })).toEqual(denied);
    expect(await stepOf({}, { listed })).toEqual(denied);
  });

  it('is of nobody whom the server is to be asked about', async () => {
    expect(await forecast({}, { name: 'CORP\\alice' })).toBeUndefined();
  });
});
