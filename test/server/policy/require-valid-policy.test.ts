import { describe, expect, it } from '@jest/globals';

import { requireValidPolicy } from '../../../server/src/policy/require-valid-policy.js';

const policy = (changes: object) => ({
  name: 'p',
  priority: 0,
  assign: { everyone: false, users: [], groups: [] },
  settings: {},
  ...changes,
});

describe('a policy is refused', () => {
  it.each([
    ['settings', { settings: { lockout: { strikes: 0 } } }],
    ['settings', { settings: { lockout: { strikes: 101 } } }],
    ['settings', { settings: { lockout: { strike: 5 } } }],
    ['settings', { settings: { logon: { desktop: { methods: [] } } } }],
    ['settings', { settings: { logon: { desktop: { methods: ['totp', 'totp'] } } } }],
    ['settings', { settings: { logon: { desktop: { require: 'nothing' } } } }],
    ['settings', { settings: { otp: { lifetimeSeconds: 601 } } }],
    ['name', { name: '../p' }],
    [
      'defaultMethod',
      { settings: { logon: { desktop: { methods: ['totp'], defaultMethod: 'email' } } } },
    ],
    ['sourceStrikes', { settings: { lockout: { strikes: 3, sourceStrikes: 4 } } }],
    ['', { unknown: true }],
  ])('and the answer names %j', (named, changes) => {
    const apply = () => requireValidPolicy(policy(changes), []);
    expect(apply).toThrow(expect.objectContaining({ code: 'policy.invalid' }));
    expect(apply).toThrow(named);
  });

  it('when another of the same priority is for everyone as well', () => {
    const everyone = { everyone: true, users: [], groups: [] };
    const other = {
      version: 1,
      document: requireValidPolicy(policy({ name: 'a', assign: everyone }), []),
    };
    expect(() => requireValidPolicy(policy({ assign: everyone }), [other])).toThrow('so is a');
    requireValidPolicy(policy({ assign: everyone, priority: 1 }), [other]);
    requireValidPolicy(policy({ name: 'a', assign: everyone }), [other]);
  });
});
