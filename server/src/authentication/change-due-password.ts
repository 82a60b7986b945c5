import type { ChangePassword, CorrelationId, Denied, PasswordRuleText } from '@gatehouse/protocol';

import type { DirectoryAccount, PasswordOutcome } from '../directory/directory.js';
import type { BeginChecks } from './begin-checks.js';
import { rememberNewPassword, sealNewPassword } from './keep-new-password.js';
import { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { BeginRequest } from './logon-engine.js';
import { accountNameOf } from './logon.js';
import { MAX_PASSWORD_BYTES } from './password-limits.js';
import { codeOf, deny, wrongPassword } from './refusal.js';
import type { Refusal } from './refusal.js';

/** What became of a password that must be changed. `rejected` are the rules that the new one broke: nothing was changed. */
export type PasswordChangeVerdict =
  | Denied
  | (ChangePassword & { rejected?: PasswordRuleText[] })
  | { outcome: 'password-changed'; principalId: string; correlationId: CorrelationId };

export type ChangeDueRequest = BeginRequest & { newPassword: Uint8Array };

type Reason = ChangePassword['reason'];
type Taken = Refusal | { broken: PasswordRuleText[] } | { account: DirectoryAccount };

/**
 * Changes a password for whoever is at a door where nobody else does: one that a logon would demand to be changed, and no
 * other. The old password goes through everything that a logon's goes through, strikes and all, so that nothing is learnt
 * here that a logon does not tell.
 */
export class ChangeDuePassword {
  readonly #parts: LogonParts;
  readonly #checks: BeginChecks;

  constructor(parts: LogonParts, checks: BeginChecks) {
    this.#parts = parts;
    this.#checks = checks;
  }

  async run(request: ChangeDueRequest): Promise<PasswordChangeVerdict> {
    const attempt = new LogonAttempt(request, this.#parts.clock.now());
    const refusal = await this.#checks.run(attempt);
    // A right password that need not be changed is changed in a session, not here.
    if (refusal === undefined) return this.#checks.refuse(attempt, deny('policy.denied'));
    if (refusal.outcome === 'denied') return this.#checks.refuse(attempt, refusal);
    const { account } = attempt.principal;
    if (account === undefined) throw new Error('a name that nobody has must change its password');
    const taken = await this.#checks.whileDirectoryAnswers(attempt, () =>
      this.#change(request, attempt, account),
    );
    if ('outcome' in taken) return this.#checks.refuse(attempt, taken);
    // The old password was right.
    await this.#parts.strikes.giveBack(attempt.strike, attempt.now);
    return 'broken' in taken
      ? this.#reject(attempt, refusal.reason, taken.broken)
      : this.#accept(request, attempt, taken.account);
  }

  async #change(
    { password, newPassword, language, source }: ChangeDueRequest,
    attempt: LogonAttempt,
    account: DirectoryAccount,
  ): Promise<Taken> {
    if (newPassword.length === 0) return { broken: [{ code: 'password.length' }] };
    if (newPassword.length > MAX_PASSWORD_BYTES) return { broken: [{ code: 'password.too-long' }] };
    const { directory, passwords, journal, logger } = this.#parts;
    const { password: policy } = attempt.settings;
    const occasion = 'change' as const;
    const wanted = { account, policy, password: newPassword, old: password, occasion, language };
    // What must be changed is not too young for it.
    const broken = (await passwords.broken(wanted)).filter(({ code }) => code !== 'password.age');
    if (broken.length > 0) return { broken };
    // Before it happens: the directory may have the new password when nobody is left to write that down.
    await journal.record(source, principalOf(attempt, account), [
      { type: 'password.changing', outcome: 'info' },
    ]);
    const outcome = await directory.changePassword(account, password, newPassword);
    if (outcome.outcome === 'forbidden') {
      logger?.warn('the service account may not change passwords', {
        correlationId: source.correlationId,
      });
    }
    return this.#read(outcome, attempt, account);
  }

  async #read(
    outcome: PasswordOutcome | { outcome: 'wrong' },
    { strike }: LogonAttempt,
    account: DirectoryAccount,
  ): Promise<Taken> {
    switch (outcome.outcome) {
      case 'accepted':
        // As it is now: the generation that goes with the new password.
        return { account: (await this.#parts.directory.findById(account.principalId)) ?? account };
      case 'rejected':
        return { broken: [{ code: `password.${outcome.rule}` }] };
      case 'wrong':
        return wrongPassword('wrong', strike);
      case 'forbidden':
        return deny('policy.denied');
    }
  }

  async #accept(
    { source, newPassword }: ChangeDueRequest,
    attempt: LogonAttempt,
    account: DirectoryAccount,
  ): Promise<PasswordChangeVerdict> {
    const { now } = attempt;
    const sealed = await sealNewPassword(this.#parts, source, {
      ...{ account, password: newPassword, now },
    });
    await rememberNewPassword(this.#parts, source, account, newPassword);
    await this.#parts.journal.record(source, principalOf(attempt, account), [
      { type: 'password.changed', outcome: 'success', facts: { detail: { sealed } } },
    ]);
    const { principalId } = account;
    return { outcome: 'password-changed', principalId, correlationId: source.correlationId };
  }

  async #reject(
    attempt: LogonAttempt,
    reason: Reason,
    broken: PasswordRuleText[],
  ): Promise<PasswordChangeVerdict> {
    const { account } = attempt.principal;
    const code = codeOf({ outcome: 'change-password', reason });
    const rules = [...new Set(broken.map((rule) => rule.code))].join(' ');
    await this.#parts.journal.record(attempt.request.source, account && principalOf(attempt, account), [
      { type: 'password.change-refused', outcome: 'failure', facts: { code, detail: { rules } } },
    ]);
    const demanded = await this.#checks.demandChange(attempt, reason);
    // With the number that goes with the rule, where the directory named it alone.
    const rejected = broken.map(
      (rule) => demanded.rules.find((one) => one.code === rule.code) ?? rule,
    );
    return { ...demanded, rejected };
  }
}

function principalOf({ policy }: LogonAttempt, account: DirectoryAccount) {
  const { principalId } = account;
  return { principalId, principalName: accountNameOf(account), settings: { policy } };
}
