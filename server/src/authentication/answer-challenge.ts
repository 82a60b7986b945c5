import type { DenialCode, RejectionCode, Verdict } from '@gatehouse/protocol';

import type { EnrollmentKind } from '../enrollment/enrollment-kind.js';
import type { AuthenticatorStep, Credential } from '../factors/credential-store.js';
import type { Factor } from '../factors/factor.js';
import type { Strike } from '../regulation/strikes.js';
import { ENROLLING_MS, enrollVerdict } from './enroll-verdict.js';
import { demandedEntry } from './first-enrollment.js';
import { grantedVerdict } from './granted-verdict.js';
import type { LogonParts } from './logon-dependencies.js';
import { foreignFacts, lockEntries, originOf } from './logon-journal.js';
import type { EnrollingOutcome, GrantOutcome } from './logon-store.js';
import { strikeKeyOf } from './logon.js';
import type { Challenge, Logon } from './logon.js';
import { findOpenChallenge } from './open-challenge.js';
import type { ChallengeReference } from './open-challenge.js';
import { tellRecoveryCodeUsed } from './tell-recovery-code-used.js';
import { challenged, denied, lockReachedBy, strikesLeftOf, offerOf } from './verdicts.js';

interface AnsweredChallenge {
  reference: ChallengeReference;
  logon: Logon;
  challenge: Challenge;
  factor: Factor;
  strike: Strike;
  credentials: readonly Credential[];
  now: Date;
}

/** Looks at the code for an open challenge. The password is not looked at again. */
export class AnswerChallenge {
  readonly #parts: LogonParts;

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  async run(reference: ChallengeReference & { code: string }): Promise<Verdict> {
    const { source, admission, code } = reference;
    const now = this.#parts.clock.now();
    const found = await findOpenChallenge(this.#parts, reference, now);
    if ('code' in found) return this.#deny(reference, found.logon, found.code);

    const { logon, challenge } = found;
    const factor = this.#parts.factors.get(challenge.method);
    if (factor === undefined) return this.#deny(reference, logon, 'challenge.unknown');

    const key = strikeKeyOf(source, logon.principalId);
    // The strike comes before the proof; what it will be held against is read beside it.
    const [strike, credentials] = await Promise.all([
      admission.requireWith((claim) =>
        this.#parts.strikes.take(key, logon.settings.lockout, now, claim),
      ),
      this.#parts.credentials.list(logon.principalId),
    ]);
    if ('code' in strike) {
      await this.#parts.logons.deny(logon.id);
      return this.#deny(reference, logon, strike.code, strike.until);
    }
    const answered = { reference, logon, challenge, factor, strike, credentials, now };
    const verdict = await factor.verify({
      challengeId: challenge.id,
      principalId: logon.principalId,
      codeMac: challenge.codeMac,
      code,
      credentials,
      now,
    });
    if (verdict.outcome === 'wrong') return this.#reject(answered, 'factor.wrong-code');
    return this.#grant(answered, verdict.steps);
  }

  async #grant(answered: AnsweredChallenge, steps: readonly AuthenticatorStep[]): Promise<Verdict> {
    const { reference, logon, challenge, strike, now } = answered;
    const missing = await this.#missing(answered);
    const outcome = await this.#useUp(answered, steps, missing);
    if (outcome === 'used-step') return this.#reject(answered, 'factor.used-code');
    if (outcome === 'unknown') {
      // A parallel request answered, replaced or cancelled it. The code was right: no strike for that.
      await this.#parts.strikes.giveBack(strike, now);
      return this.#deny(reference, logon, 'challenge.unknown');
    }
    tellRecoveryCodeUsed(this.#parts, answered, reference.source.correlationId);
    const facts = { detail: { method: challenge.method } };
    if (outcome === 'enrolling') return this.#enroll(answered, missing);
    const { isForeign } = logon.settings;
    const who = isForeign === true ? foreignFacts(logon.account) : {};
    await this.#parts.journal.record(reference.source, logon, [
      { type: 'factor.verified', outcome: 'success', facts },
      { type: 'logon.granted', outcome: 'success', facts: { detail: { ...facts.detail, ...who } } },
    ]);
    return grantedVerdict(this.#parts, logon, reference.source);
  }

  /** What is to be enrolled first, as it is now: another logon may have enrolled some of it. */
  async #missing({ logon, credentials }: AnsweredChallenge): Promise<EnrollmentKind[]> {
    const { enrolling, ...settings } = logon.settings;
    if (enrolling === undefined) return [];
    const subject = { principalId: logon.principalId, credentials };
    return this.#parts.requiredEnrollments.missing(subject, { ...settings, ...enrolling });
  }

  /** The proof is used up, and the grant waits. */
  async #enroll(
    { reference: { source }, logon, challenge, now }: AnsweredChallenge,
    missing: readonly EnrollmentKind[],
  ): Promise<Verdict> {
    const { enrolling, ...settings } = logon.settings;
    const stored = await this.#parts.enrollments.find(logon.id);
    if (stored === undefined || enrolling === undefined) {
      throw new Error(`the enrolment of ${logon.id} is gone`);
    }
    const facts = { detail: { method: challenge.method } };
    await this.#parts.journal.record(source, logon, [
      { type: 'factor.verified', outcome: 'success', facts },
      demandedEntry(missing),
    ]);
    const origin = originOf(source);
    const open = { logon, settings: { ...settings, ...enrolling }, stored, origin, now };
    return enrollVerdict(open, missing, undefined);
  }

  async #useUp(
    { logon, challenge, strike, now }: AnsweredChallenge,
    [first, ...others]: readonly AuthenticatorStep[],
    missing: readonly EnrollmentKind[],
  ): Promise<GrantOutcome | EnrollingOutcome> {
    const { logons } = this.#parts;
    const expiresAt = new Date(now.getTime() + ENROLLING_MS);
    const grantWith = (step: AuthenticatorStep | undefined) =>
      missing.length === 0
        ? logons.grant(logon.id, challenge.id, {
            ...{ strike, step, now },
            keepsStrikes: logon.settings.isForeign,
          })
        : logons.startEnrolling(logon.id, challenge.id, { strike, step, now, expiresAt });
    let outcome: GrantOutcome | EnrollingOutcome = await grantWith(first);
    for (const step of others) {
      if (outcome !== 'used-step') break;
      outcome = await grantWith(step);
    }
    return outcome;
  }

  async #reject(answered: AnsweredChallenge, code: RejectionCode): Promise<Verdict> {
    const { reference, logon, challenge, factor, strike } = answered;
    const { source } = reference;
    const lock = lockReachedBy(strike);
    if (lock !== undefined) await this.#parts.logons.deny(logon.id);
    await this.#parts.journal.record(source, logon, [
      {
        type: 'factor.rejected',
        outcome: 'failure',
        facts: { code, detail: { method: challenge.method } },
      },
      ...(lock === undefined
        ? []
        : [
            {
              type: 'logon.denied' as const,
              outcome: 'failure' as const,
              facts: { code: lock.code },
            },
          ]),
      ...lockEntries(strike),
    ]);
    const strikesLeft = strikesLeftOf(strike);
    if (lock !== undefined) {
      return denied(lock.code, source.correlationId, { strikesLeft, lockedUntil: lock.until });
    }
    const now = this.#parts.clock.now();
    const facts = {
      digits: factor.digits(logon.settings, offerOf(logon, challenge)),
      sends: factor.sends,
      now,
    };
    return challenged(logon, challenge, facts, source.correlationId, { code, strikesLeft });
  }

  async #deny(
    { source, admission }: ChallengeReference,
    logon: Logon | undefined,
    code: DenialCode,
    lockedUntil?: Date,
  ): Promise<Verdict> {
    await admission.require();
    await this.#parts.journal.record(source, logon, [
      { type: 'logon.denied', outcome: 'failure', facts: { code } },
    ]);
    return denied(code, source.correlationId, { lockedUntil });
  }
}
