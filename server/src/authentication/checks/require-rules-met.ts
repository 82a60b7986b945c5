import { overage } from '../../password/password-age.js';
import type { PasswordQuality } from '../../password/password-quality.js';
import type { LogonJournal } from '../logon-journal.js';
import { accountNameOf } from '../logon.js';
import type { Check } from './check.js';

/**
 * A right password that is too old by our policy, or no longer meets its rules, must be changed, where the policy says so;
 * it may also only want to hear of it. Not the history: the present password is a part of it.
 */
export function requireRulesMet(passwords: PasswordQuality, journal: LogonJournal): Check {
  return async ({ principal: { account }, request, settings, now }) => {
    // It is there to change the password.
    if (account === undefined || request.scenario === 'change-password') return undefined;
    const policy = settings.password;
    const aged = overage(policy, account.passwordSetAt, now);
    if (aged !== undefined) return { outcome: 'change-password', reason: aged };
    if (policy.atLogon === 'ignore') return undefined;
    const { password, language, source } = request;
    const broken = await passwords.brokenAtLogon({ account, policy, password, language });
    if (broken.length === 0) return undefined;
    const rules = [...new Set(broken.map(({ code }) => code))].join(' ');
    const { principalId } = account;
    await journal.record(source, { principalId, principalName: accountNameOf(account) }, [
      { type: 'password.rules-broken', outcome: 'info', facts: { detail: { rules } } },
    ]);
    return policy.atLogon === 'change'
      ? { outcome: 'change-password', reason: 'rules' }
      : undefined;
  };
}
