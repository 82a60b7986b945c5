import type { ChangeOutcome } from '../../../service/src/passwords/password-changes.js';
import { outcomeOf } from '../../../service/src/windows/lsa-password-changes.js';

const rejected = (rule: 'length' | 'age' | 'history' | 'other'): ChangeOutcome => ({
  outcome: 'rejected',
  rule: `password.${rule}`,
});

/** [MS-ERREF] 2.3.1. */
const TABLE: [name: string, status: number, outcome: ChangeOutcome][] = [
  ['STATUS_SUCCESS', 0x00000000, { outcome: 'changed' }],
  ['STATUS_WRONG_PASSWORD', 0xc000006a, { outcome: 'wrong' }],
  ['STATUS_LOGON_FAILURE', 0xc000006d, { outcome: 'wrong' }],
  ['STATUS_NO_SUCH_USER', 0xc0000064, { outcome: 'wrong' }],
  ['STATUS_ILL_FORMED_PASSWORD', 0xc000006b, rejected('other')],
  ['STATUS_PASSWORD_RESTRICTION', 0xc000006c, rejected('other')],
  ['STATUS_PWD_TOO_SHORT', 0xc000025a, rejected('length')],
  ['STATUS_PWD_TOO_RECENT', 0xc000025b, rejected('age')],
  ['STATUS_PWD_HISTORY_CONFLICT', 0xc000025c, rejected('history')],
  ['STATUS_ACCESS_DENIED', 0xc0000022, { outcome: 'forbidden' }],
  ['STATUS_ACCOUNT_RESTRICTION', 0xc000006e, { outcome: 'forbidden' }],
  ['STATUS_ACCOUNT_DISABLED', 0xc0000072, { outcome: 'disabled' }],
  ['STATUS_ACCOUNT_EXPIRED', 0xc0000193, { outcome: 'disabled' }],
  ['STATUS_ACCOUNT_LOCKED_OUT', 0xc0000234, { outcome: 'locked' }],
  ['STATUS_NO_LOGON_SERVERS', 0xc000005e, { outcome: 'no-domain-controller' }],
  ['STATUS_NO_SUCH_DOMAIN', 0xc00000df, { outcome: 'no-domain-controller' }],
  ['STATUS_DOMAIN_CONTROLLER_NOT_FOUND', 0xc0000233, { outcome: 'no-domain-controller' }],
  ['STATUS_NOT_IMPLEMENTED', 0xc0000002, { outcome: 'unavailable' }],
  ['STATUS_NO_SUCH_PACKAGE', 0xc00000fe, { outcome: 'unavailable' }],
  ['STATUS_INVALID_PARAMETER', 0xc000000d, { outcome: 'unavailable' }],
  ['STATUS_PENDING', 0x00000103, { outcome: 'unavailable' }],
  ['a status that nobody knows', 0xc0ffee00, { outcome: 'unavailable' }],
];

describe('what a status says of a change', () => {
  it.each(TABLE)('%s', (_name, protocolStatus, outcome) => {
    expect(outcomeOf({ status: 0, protocolStatus })).toEqual(outcome);
    // As C has it, a negative number.
    expect(outcomeOf({ status: 0, protocolStatus: protocolStatus | 0 })).toEqual(outcome);
  });

  it('a call that LSA refuses says nothing of the account', () => {
    expect(outcomeOf({ status: 0xc0000022 | 0, protocolStatus: 0 })).toEqual({
      outcome: 'unavailable',
    });
  });

  it('R5: nothing is changed by a call that did not come about, whatever the package would say', () => {
    for (const [, status] of TABLE.slice(1)) {
      expect(outcomeOf({ status, protocolStatus: 0 })).not.toEqual({ outcome: 'changed' });
    }
  });
});
