import { describe, expect, it } from '@jest/globals';

import { LOCKOUT_GROUP } from '../../../../protocol/src/policy/lockout-policy.js';
import { OTP_GROUP } from '../../../../protocol/src/policy/otp-policy.js';
import { LOCKOUT_HELP } from '../../../../server/src/policy/help/lockout-help.js';
import { OTP_HELP } from '../../../../server/src/policy/help/otp-help.js';

describe('the help of settings', () => {
  it.each([
    ['lockout', LOCKOUT_GROUP, LOCKOUT_HELP],
    ['otp', OTP_GROUP, OTP_HELP],
  ])('of %s is there in German and Chinese, in the order of the schema', (_, group, help) => {
    expect(Object.keys(help)).toEqual(Object.keys(group.schema.shape));
    for (const [setting, { de, zh }] of Object.entries(help)) {
      expect([setting, /[a-zß-ü]{3}/u.test(de), /\p{Script=Han}/u.test(zh)]).toEqual([
        setting,
        true,
        true,
      ]);
      expect(zh).not.toBe(de);
    }
  });
});
