import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { Exclusion, FactorMethod, Verdict } from '@gatehouse/protocol';

import type { DirectoryAccount } from '../directory/directory.js';
import type { EnrollmentKind } from '../enrollment/enrollment-kind.js';
import type { Factor, FactorSubject, Offer } from '../factors/factor.js';
import { allowsKit } from '../kits/allows-kit.js';
import { expiresInDays } from '../password/password-age.js';
import { isOptional } from './asks-factor.js';
import { deliver } from './deliver.js';
import { DOORS, methodsAtDoor } from './doors.js';
import { FirstEnrollment } from './first-enrollment.js';
import { grantedVerdict } from './granted-verdict.js';
import type { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import { foreignFacts, scenarioOf } from './logon-journal.js';
import type { JournalEntry } from './logon-journal.js';
import { accountNameOf } from './logon.js';
import type { Challenge, Logon } from './logon.js';
import { maySend } from './may-send.js';
import { offersOf } from './offers.js';
import { deny } from './refusal.js';
import type { Refusal } from './refusal.js';
import type { Relief } from './relief.js';
import { challenged, offerOf } from './verdicts.js';

function excludedEntry({ sid, reason }: Exclusion): JournalEntry {
  return { type: 'logon.excluded', outcome: 'info', facts: { detail: { sid, reason } } };
}

type Result = { verdict: Verdict } | { refusal: Refusal };

/** What follows a right password: the factor that the policy asks for, or the grant when it asks for none. */
export class FirstChallenge {
  readonly #parts: LogonParts;
  readonly #enrollment: FirstEnrollment;

  constructor(parts: LogonParts) {
    this.#parts = parts;
    this.#enrollment = new FirstEnrollment(parts);
  }

  async issue(attempt: LogonAttempt): Promise<Result> {
    const { account } = attempt.principal;
    if (account === undefined) throw new Error('a name that nobody has passed every check');
    const door = attempt.settings.logon[attempt.request.source.door];
    const { relief } = attempt;
    const missing = await this.#enrollment.missing(attempt);
    if (relief !== undefined) return this.#grant(attempt, account, { missing, relief });

    const credentials = await attempt.credentials;
    const subject = { account, credentials };
    const methods = methodsAtDoor(attempt.settings, attempt.request.source.door);
    const offered = offersOf(this.#parts.factors, subject, attempt.settings, methods);
    if (offered.length === 0) {
      return isOptional(attempt)
        ? this.#grant(attempt, account, { missing, relief: { because: 'optional' } })
        : this.#prove(attempt, account, missing);
    }
    const logon = this.#logonOf(attempt, account, offered, missing);
    return this.#challenge(attempt, subject, logon, door.defaultMethod);
  }

  /** Whoever has no factor enrols one, where the policy takes that for the proof; nobody else does (R6). */
  async #prove(
    attempt: LogonAttempt,
    account: DirectoryAccount,
    missing: readonly EnrollmentKind[],
  ): Promise<Result> {
    const provable = await this.#enrollment.proof(attempt, account, missing);
    if (provable === undefined) return { refusal: deny('factor.not-enrolled') };
    const logon = this.#logonOf(attempt, account, [], provable.missing);
    const { proof } = provable;
    return { verdict: await this.#enrollment.open(attempt, logon, { proof }) };
  }

  /** What a password alone must not enrol waits for a proven factor (R6); the policy asks for none here. */
  async #grant(
    attempt: LogonAttempt,
    account: DirectoryAccount,
    { missing, relief }: { missing: readonly EnrollmentKind[]; relief: Relief },
  ): Promise<Result> {
    const { because } = relief;
    const entries = because === 'excluded' ? [excludedEntry(relief.exclusion)] : [];
    if (missing.length > 0 && (await this.#enrollment.mayProve(attempt, account))) {
      const logon = this.#logonOf(attempt, account, [], missing);
      const relieved = { ...logon, settings: { ...logon.settings, because } };
      return { verdict: await this.#enrollment.open(attempt, relieved, { entries }) };
    }
    return this.#grantAtOnce(attempt, account, because, entries);
  }

  async #grantAtOnce(
    attempt: LogonAttempt,
    account: DirectoryAccount,
    because: Relief['because'],
    entries: readonly JournalEntry[],
  ): Promise<Result> {
    const { request, strike, now } = attempt;
    const logon = this.#logonOf(attempt, account, [], []);
    const { logons, journal } = this.#parts;
    const { foreign } = request;
    if (foreign === undefined) await logons.openGranted(logon, strike, now);
    else await logons.openUnproven(logon, strike, now);
    const who = foreign && foreignFacts(foreign.account);
    const detail = { method: 'none', because, ...who };
    await journal.record(request.source, logon, [
      { type: 'logon.begun', outcome: 'info', facts: { detail: scenarioOf(request) } },
      ...entries,
      { type: 'logon.granted', outcome: 'success', facts: { detail } },
    ]);
    return { verdict: await grantedVerdict(this.#parts, logon, request.source) };
  }

  /** The default first; a factor that cannot be delivered, or not again so soon, makes way for the next one. */
  async #challenge(
    attempt: LogonAttempt,
    subject: FactorSubject,
    logon: Logon,
    defaultMethod: FactorMethod | undefined,
  ): Promise<Result> {
    const methods = logon.offered.map(({ method }) => method);
    const first = methods.includes('break-glass') ? 'break-glass' : defaultMethod;
    const inOrder = [
      ...methods.filter((method) => method === first),
      ...methods.filter((method) => method !== first),
    ];
    for (const method of inOrder) {
      const factor = this.#parts.factors.get(method);
      const challenge = factor && (await this.#deliver(factor, logon, subject, attempt));
      if (factor === undefined || challenge === undefined) continue;
      const { source } = attempt.request;
      const detail = scenarioOf(attempt.request);
      // Neither depends on the other, and nobody hears of the challenge before both are durable.
      await Promise.all([
        this.#parts.logons.open(logon, challenge, attempt.strike, attempt.now),
        this.#parts.journal.record(source, logon, [
          { type: 'logon.begun', outcome: 'info', facts: { detail } },
          { type: 'challenge.issued', outcome: 'success', facts: { detail: { method } } },
        ]),
        logon.settings.enrolling && this.#enrollment.remember(attempt, logon),
      ]);
      const now = this.#parts.clock.now();
      const facts = {
        digits: factor.digits(logon.settings, offerOf(logon, challenge)),
        sends: factor.sends,
        now,
      };
      const { correlationId } = source;
      return { verdict: challenged(logon, challenge, facts, correlationId, undefined) };
    }
    return { refusal: deny('factor.undeliverable') };
  }

  async #deliver(
    factor: Factor,
    logon: Logon,
    subject: FactorSubject,
    { request, now }: LogonAttempt,
  ): Promise<Challenge | undefined> {
    const { settings, language, id: logonId } = logon;
    const { correlationId } = request.source;
    if (!(await maySend(factor, logon, this.#parts, { correlationId, now }))) return undefined;
    const challengeId = formatId('chl', this.#parts.random.bytes(ID_BYTES));
    const prepared = factor.prepare({ challengeId, logonId, subject, settings, language });
    if (!(await deliver(prepared, this.#parts, correlationId))) return undefined;
    return {
      id: challengeId,
      method: factor.method,
      codeMac: prepared.codeMac,
      sends: factor.sends ? 1 : 0,
      expiresAt: new Date(now.getTime() + settings.otp.lifetimeSeconds * 1000),
    };
  }

  #logonOf(
    attempt: LogonAttempt,
    account: DirectoryAccount,
    offered: Offer[],
    missing: readonly EnrollmentKind[],
  ): Logon {
    const { request, settings, now } = attempt;
    const { foreign } = request;
    const isForeign = foreign !== undefined;
    // Whose password nobody proved is told nothing of it.
    const setAt = isForeign ? undefined : account.passwordSetAt;
    const expiresIn = expiresInDays(settings.password, setAt, now);
    const { sid, netbiosDomain, samAccountName } = foreign?.account ?? account;
    const { lockout, otp, contact, answers, enrollment } = settings;
    const required = missing.map(({ what }) => what);
    const changesPassword = request.scenario === 'change-password' && !isForeign;
    const { isWorkstation } = DOORS[request.source.door];
    const enrolling = { answers, enrollment: { ...enrollment, required } };
    return {
      id: formatId('lgn', this.#parts.random.bytes(ID_BYTES)),
      door: request.source.door,
      sourceKey: request.source.key,
      principalId: account.principalId,
      principalName: accountNameOf(account),
      account: { sid, netbiosDomain, samAccountName },
      language: request.language,
      generation: isForeign ? undefined : account.passwordGeneration,
      changesPassword,
      settings: {
        lockout,
        otp,
        contact,
        // The password that a kit would be masked with is about to go.
        kit: isWorkstation && !changesPassword && !isForeign && allowsKit(settings),
        ...(isForeign && { isForeign }),
        ...(expiresIn !== undefined && { passwordExpiresInDays: expiresIn }),
        policy: attempt.policy,
        ...(required.length > 0 && { enrolling }),
      },
      offered,
    };
  }
}
