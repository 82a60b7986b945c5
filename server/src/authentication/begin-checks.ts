import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { ChangePassword, Denied } from '@gatehouse/protocol';

import { DirectoryUnavailableError } from '../directory/directory.js';
import { applyMappedPolicy } from './checks/apply-mapped-policy.js';
import { applyPolicy } from './checks/apply-policy.js';
import type { Check } from './checks/check.js';
import { identifyMappedPerson } from './checks/identify-mapped-person.js';
import { identifyPrincipal } from './checks/identify-principal.js';
import { lookForRelief } from './checks/look-for-relief.js';
import { readCredentials } from './checks/read-credentials.js';
import { readRecoveryKey } from './checks/read-recovery-key.js';
import { refuseEmptyPassword } from './checks/refuse-empty-password.js';
import { refuseOverlongInput } from './checks/refuse-overlong-input.js';
import { rememberIdleAccount } from './checks/remember-idle-account.js';
import { rememberPassword } from './checks/remember-password.js';
import { requireExpectedSid } from './checks/require-expected-sid.js';
import { requireForeignAsked } from './checks/require-foreign-asked.js';
import { requireRulesMet } from './checks/require-rules-met.js';
import { requireUsableAccount } from './checks/require-usable-account.js';
import { requireUsablePerson } from './checks/require-usable-person.js';
import { requireWindowsAccount } from './checks/require-windows-account.js';
import { sealPassword } from './checks/seal-password.js';
import { takeStrike } from './checks/take-strike.js';
import { verifyPassword } from './checks/verify-password.js';
import type { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import { lockEntries, scenarioOf } from './logon-journal.js';
import { accountNameOf } from './logon.js';
import { PhantomPrincipals } from './phantom-principals.js';
import { codeOf, deny } from './refusal.js';
import type { Refusal } from './refusal.js';
import { denied, lockReachedBy, strikesLeftOf } from './verdicts.js';

/** What a name and a password go through, whatever they are good for afterwards: one list, and one way to refuse. */
export class BeginChecks {
  readonly #parts: LogonParts;
  readonly #phantoms: PhantomPrincipals;
  readonly #identifying: readonly Check[];
  readonly #proving: readonly Check[];
  readonly #foreign: readonly Check[];

  constructor(parts: LogonParts) {
    this.#parts = parts;
    this.#phantoms = new PhantomPrincipals(parts.keyring, parts.directory);
    // Cheap before expensive, and nothing that tells users apart before the strike is taken.
    this.#identifying = [
      refuseEmptyPassword,
      refuseOverlongInput,
      identifyPrincipal(parts.directory, this.#phantoms),
      applyPolicy(parts.policies),
      readCredentials(parts.credentials),
    ];
    this.#proving = [
      readRecoveryKey(parts.recoveryLocks, parts.sealedPasswords),
      takeStrike(parts.strikes),
      rememberIdleAccount(parts.requiredEnrollments),
      verifyPassword(parts.directory),
      requireExpectedSid,
      requireUsableAccount,
      requireWindowsAccount,
      sealPassword(parts.sealedPasswords, parts.logger),
      rememberPassword(parts.passwords),
      requireRulesMet(parts.passwords, parts.journal),
      lookForRelief(parts.directory),
    ];
    // Windows has looked at the password. A strike is taken all the same: nobody who is locked is asked for a factor.
    this.#foreign = [
      requireForeignAsked(parts.policies),
      identifyMappedPerson(parts.foreignAccounts, parts.directory),
      applyMappedPolicy(parts.policies),
      readCredentials(parts.credentials),
      takeStrike(parts.strikes),
      requireUsablePerson,
      lookForRelief(parts.directory),
    ];
  }

  /** @returns why the attempt does not go on; undefined where it does */
  async run(attempt: LogonAttempt): Promise<Refusal | undefined> {
    return (await this.identify(attempt)) ?? (await this.prove(attempt));
  }

  /** Whose name it is, and what holds for them. The password is not looked at, and nothing is counted. */
  async identify(attempt: LogonAttempt): Promise<Refusal | undefined> {
    return this.#all(attempt, this.#identifying);
  }

  /** Whether the password is right, and may log on. */
  async prove(attempt: LogonAttempt): Promise<Refusal | undefined> {
    return this.#all(attempt, this.#proving);
  }

  /** Whose factor an account takes that no directory has, and what holds for them. */
  async runForeign(attempt: LogonAttempt): Promise<Refusal | undefined> {
    return this.#all(attempt, this.#foreign);
  }

  /** The id of a name that nobody has, or of which nobody can tell now. */
  phantomOf(name: string): string {
    return this.#phantoms.idOf(name);
  }

  async #all(attempt: LogonAttempt, checks: readonly Check[]): Promise<Refusal | undefined> {
    return this.whileDirectoryAnswers(attempt, async () => {
      for (const check of checks) {
        const refusal = await check(attempt);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    });
  }

  /** @returns the refusal when the directory does not answer; that is logged */
  async whileDirectoryAnswers<T>(
    { request }: LogonAttempt,
    work: () => Promise<T>,
  ): Promise<T | Refusal> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      const { correlationId } = request.source;
      this.#parts.logger?.warn('the directory did not answer', { correlationId, error });
      return deny('directory.unavailable');
    }
  }

  /** Answers an attempt that does not go on, with the audit, and gives back the strike of whoever has not failed. */
  async refuse(attempt: LogonAttempt, refusal: Refusal): Promise<Denied | ChangePassword> {
    const { request, now, strikeIfTaken, principalIfKnown } = attempt;
    // A refusal is answered and audited, and a replay has a right to neither.
    await request.admission.require();
    const { source } = request;
    const standing = refusal.outcome === 'denied' ? refusal.standing : undefined;
    if (strikeIfTaken !== undefined && standing === undefined) {
      await this.#parts.strikes.giveBack(strikeIfTaken, now);
    }
    const cause = refusal.outcome === 'denied' ? refusal.cause : undefined;
    const code = codeOf(refusal);
    const principal = principalIfKnown && {
      principalId: principalIfKnown.id,
      principalName: principalIfKnown.account && accountNameOf(principalIfKnown.account),
      settings: { policy: attempt.policy },
    };
    await this.#parts.journal.record(source, principal, [
      { type: 'logon.begun', outcome: 'info', facts: { detail: scenarioOf(request) } },
      {
        type: 'logon.denied',
        outcome: 'failure',
        facts: { code, ...(cause === undefined ? {} : { detail: { cause } }) },
      },
      ...(standing === undefined ? [] : lockEntries(standing)),
    ]);
    if (refusal.outcome === 'change-password') return this.demandChange(attempt, refusal.reason);
    return denied(refusal.code, source.correlationId, {
      strikesLeft: standing && strikesLeftOf(standing),
      lockedUntil: standing === undefined ? refusal.lockedUntil : lockReachedBy(standing)?.until,
    });
  }

  /** Nothing is stored: the logon begins anew with the new password. */
  async demandChange(
    { request, principal: { account }, settings }: LogonAttempt,
    reason: ChangePassword['reason'],
  ): Promise<ChangePassword> {
    if (account === undefined) throw new Error('a name that nobody has must change its password');
    const { source, language } = request;
    const { correlationId } = source;
    const wanted = { account, policy: settings.password, occasion: 'change' as const, language };
    const { sid, netbiosDomain, samAccountName } = account;
    return {
      outcome: 'change-password',
      logonId: formatId('lgn', this.#parts.random.bytes(ID_BYTES)),
      account: { sid, netbiosDomain, samAccountName },
      reason,
      rules: await this.#parts.passwords.tell(wanted, correlationId),
      correlationId,
    };
  }
}
