import type {
  PasswordPolicy,
  PasswordRuleText,
  SelfServiceId,
  SelfServiceVerdict,
} from '@gatehouse/protocol';

import type { DirectoryAccount, PasswordOutcome } from '../directory/directory.js';
import { isEnrolled } from '../factors/credential-store.js';
import type { Completion } from './completion.js';
import { newPasswordRules } from './new-password-rules.js';
import { endAndRefuse, findSession, refuse, withDirectory } from './open-session.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { expiryOf, newPasswordVerdict, secondsUntil } from './self-service-verdicts.js';
import type { SelfServiceSource } from './self-service.js';
import type { Progress, StoredSession, Stage } from './session.js';

interface Reset {
  outcome: Exclude<PasswordOutcome, { outcome: 'rejected' }> | Rejected;
  policy: PasswordPolicy;
  rules: PasswordRuleText[];
  generation: string | undefined;
}

interface Rejected {
  outcome: 'rejected';
  broken: PasswordRuleText[];
}

/** Takes the new password to the directory. Nothing is proven here: a password that does not do costs no strike. */
export class ResetPassword {
  readonly #parts: SelfServiceParts;
  readonly #completion: Completion;

  constructor(parts: SelfServiceParts, completion: Completion) {
    this.#parts = parts;
    this.#completion = completion;
  }

  async run(request: {
    source: SelfServiceSource;
    sessionId: SelfServiceId;
    password: Uint8Array;
  }): Promise<SelfServiceVerdict> {
    const { source, password } = request;
    const now = this.#parts.clock.now();
    const found = await findSession(this.#parts, request, 'new-password', now);
    if ('code' in found) return refuse(this.#parts, source, found.session, found.code);
    const { session } = found;
    // Of parallel requests one sets the password.
    if (!(await this.#move(session, 'new-password', 'working', now))) {
      return refuse(this.#parts, source, session, 'self-service.unknown');
    }
    const result = await withDirectory(this.#parts, source, () =>
      this.#reset(session, source, password),
    );
    if (result === undefined) {
      return endAndRefuse(this.#parts, source, session, 'directory.unavailable');
    }
    if (result === 'spent') {
      return endAndRefuse(this.#parts, source, session, 'self-service.expired');
    }
    const { outcome, policy, rules, generation } = result;
    switch (outcome.outcome) {
      case 'accepted':
        await this.#move(session, 'working', 'done', now);
        return this.#completion.finishReset(session, source, { password, policy, generation });
      case 'forbidden':
        await this.#parts.sessions.end(session.id, 'denied');
        return this.#completion.refuseForbidden(session, source);
      case 'rejected': {
        await this.#move(session, 'working', 'new-password', now);
        const seconds = secondsUntil({ expiresAt: expiryOf(session, now) }, now);
        const { correlationId } = source;
        return newPasswordVerdict(session, rules, seconds, correlationId, outcome.broken);
      }
    }
  }

  /**
   * @returns undefined when the account is gone, disabled or expired since, `spent` when another session used the reset grant; else
   *   with the generation of the password until now
   */
  async #reset(
    session: StoredSession,
    source: SelfServiceSource,
    password: Uint8Array,
  ): Promise<Reset | 'spent' | undefined> {
    const { passwords } = this.#parts;
    const account = await this.#completion.findAccount(session);
    if (account === undefined) return undefined;
    const { passwordGeneration: generation } = account;
    const { policy, rules } = await newPasswordRules(this.#parts, session, account);
    const facts = { policy, rules, generation };
    const { language } = session;
    const broken = await passwords.broken({
      ...{ account, policy, password, occasion: 'reset', language },
    });
    if (broken.length > 0) return { ...facts, outcome: { outcome: 'rejected', broken } };
    await this.#requireProvenFactor(session);
    const outcome = await this.#set(session, source, account, password);
    if (outcome === 'spent') return outcome;
    if (outcome.outcome !== 'rejected') return { ...facts, outcome };
    const code = `password.${outcome.rule}` as const;
    const rule = rules.find((one) => one.code === code) ?? { code };
    return { ...facts, outcome: { outcome: 'rejected', broken: [rule] } };
  }

  /**
   * What is about to happen stands in the audit before it does: the directory may have the new password when nobody is left
   * to write that down. The grant is used up before as well, and given back only where the directory said no: neither a
   * crash nor a parallel session makes two resets of it.
   */
  async #set(
    session: StoredSession,
    source: SelfServiceSource,
    account: DirectoryAccount,
    password: Uint8Array,
  ): Promise<PasswordOutcome | 'spent'> {
    const { directory, journal, resetGrants, clock } = this.#parts;
    const { id, resetGrant, principalId, sourceKey, purpose } = session;
    const detail = { purpose };
    await journal.record(source, session, [
      { type: 'password.resetting', outcome: 'info', facts: { detail } },
    ]);
    const key = { principalId, workstationId: sourceKey };
    if (resetGrant && !(await resetGrants.use(key, id, clock.now()))) return 'spent';
    const outcome = await directory.resetPassword(account, password);
    if (outcome.outcome === 'accepted') await resetGrants.forget(principalId, clock.now());
    else if (resetGrant) await resetGrants.giveBack(key, id);
    if (outcome.outcome === 'rejected') {
      const facts = { code: `password.${outcome.rule}`, detail };
      await journal.record(source, session, [
        { type: 'self-service.rejected', outcome: 'failure', facts },
      ]);
    }
    return outcome;
  }

  /**
   * A password that was set here proves no more than was proven here: whoever has no factor does not enrol the first one
   * by it. Remembered before the directory has it, so that no failure in between leaves a password that would do.
   */
  async #requireProvenFactor({ principalId }: StoredSession): Promise<void> {
    const { credentials, enrollments, clock } = this.#parts;
    const enrolled = await credentials.list(principalId);
    if (!enrolled.some(isEnrolled)) await enrollments.markIdle(principalId, clock.now());
  }

  #move(session: StoredSession, from: Stage, stage: Stage, now: Date): Promise<boolean> {
    const to: Progress = { stage, challenge: undefined, expiresAt: expiryOf(session, now) };
    return this.#parts.sessions.move({ id: session.id, stage: from }, to, now);
  }
}
