import { describe, expect, it } from '@jest/globals';

import {
  DEFAULT_POLICY,
  DOORS,
  PartialPolicySettings,
  departuresOf,
  groupsAt,
  profileSettings,
  settingAt,
  settingPaths,
} from '../../../protocol/src/index.js';
import { mergeSettings } from '../../../server/src/policy/merge-settings.js';

describe('a profile', () => {
  it.each(['classic', 'nist'] as const)(
    '%s is settings of a policy, each with a reason',
    (name) => {
      expect(PartialPolicySettings.safeParse(profileSettings(name)).error).toBeUndefined();
      const reasons = groupsAt().flatMap(({ group }) => Object.values(group[name]));
      expect(reasons.length).toBeGreaterThan(5);
      for (const reason of reasons) expect(reason?.because).toMatch(/^\S.*\.$/s);
    },
  );

  it('nist departs nowhere from itself, whatever it is put over', () => {
    const worst = mergeSettings(DEFAULT_POLICY, profileSettings('classic'), {
      logon: { desktop: { require: 'none', methods: ['email'] } },
      recovery: { attempts: 0 },
      desktop: { offline: 'password-only', wrongCodes: 0 },
    });
    expect(departuresOf(mergeSettings(worst, profileSettings('nist')))).toEqual([]);
    for (const { prefix, group } of groupsAt()) {
      for (const { setting } of group.departures) {
        expect([prefix, setting, group.nist[setting]?.value]).not.toContain(undefined);
      }
    }
  });

  it('classic asks for answers, offline with the password shown, and says where it departs', () => {
    const classic = mergeSettings(DEFAULT_POLICY, profileSettings('classic'));
    expect(classic).toMatchObject({
      answers: { shares: 5, threshold: 3 },
      recovery: { offline: true, reveal: 'show' },
      selfService: { reset: 'answers', unlock: 'answers' },
    });
    expect(departuresOf(classic).map(({ setting }) => setting)).toEqual([
      'logon.desktop.methods',
      'logon.web.methods',
      'recovery.offline',
      'recovery.reveal',
      'recovery.secondFactor',
      'selfService.reset',
      'selfService.unlock',
      'password.minimumLength',
      'password.minimumClasses',
      'password.breached',
      'password.expiryDays',
      'helpDesk.verifyCaller',
    ]);
  });
});

describe('a departure from nist', () => {
  it.each([
    ['logon.desktop.require', { logon: { desktop: { require: 'none' as const } } }],
    ['logon.desktop.methods', { logon: { desktop: { methods: ['email' as const] } } }],
    ['recovery.offline', { recovery: { offline: true } }],
    ['recovery.attempts', { recovery: { offline: true, attempts: 0 } }],
    ['recovery.reveal', { recovery: { offline: true, reveal: 'show' as const } }],
    ['recovery.secondFactor', { recovery: { offline: true, secondFactor: false } }],
    ['desktop.offline', { desktop: { offline: 'password-only' as const } }],
    ['desktop.wrongCodes', { desktop: { wrongCodes: 0 } }],
    ['selfService.reset', { selfService: { reset: 'answers' as const } }],
    ['selfService.unlock', { selfService: { unlock: 'answers' as const } }],
    ['helpDesk.verifyCaller', { helpDesk: { verifyCaller: 'optional' as const } }],
  ])('is %s, with its value and a reason', (setting, change) => {
    const settings = mergeSettings(DEFAULT_POLICY, profileSettings('nist'), change);
    const departure = departuresOf(settings).find((one) => one.setting === setting);
    expect(departure).toEqual({
      setting,
      value: settingAt(settings, setting),
      because: expect.stringMatching(/\.$/),
    });
  });

  it.each([
    { lockout: { showStrikes: true } },
    { lockout: { strikes: 100 } },
    { recovery: { offline: false, attempts: 0, reveal: 'show' as const } },
    { desktop: { offline: 'deny' as const, wrongCodes: 0 } },
    { selfService: { reset: 'off' as const, unlock: 'otp' as const } },
  ])('is not %j', (change) => {
    const settings = mergeSettings(DEFAULT_POLICY, profileSettings('nist'), change);
    expect(departuresOf(settings)).toEqual([]);
  });
});

describe('the settings', () => {
  it('have one path each, and a value unless there is none', () => {
    const paths = settingPaths();
    expect(new Set(paths).size).toBe(paths.length);
    const unset = paths.filter((path) => settingAt(DEFAULT_POLICY, path) === undefined);
    expect(unset).toEqual([
      ...DOORS.map((door) => `logon.${door}.defaultMethod`),
      'password.changeBefore',
    ]);
  });

  it('at a door are all but those of other doors', () => {
    const all = settingPaths();
    expect(settingPaths('desktop')).toEqual(all.filter((path) => !path.startsWith('logon.web.')));
    expect(settingPaths('web')).toEqual(all.filter((path) => !path.startsWith('logon.desktop.')));
    expect(settingPaths('another').some((path) => path.startsWith('logon.'))).toBe(false);
  });
});
