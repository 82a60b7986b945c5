import type { FactorMethod, Verdict } from '@gatehouse/protocol';

import type { DirectoryAccount } from '../directory/directory.js';
import type { EnrollmentKind } from '../enrollment/enrollment-kind.js';
import type { NewEnrollment } from '../enrollment/enrollment-store.js';
import { passwordMac } from '../enrollment/password-mac.js';
import { ENROLLING_MS, enrollVerdict } from './enroll-verdict.js';
import type { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import { originOf, scenarioOf } from './logon-journal.js';
import type { JournalEntry } from './logon-journal.js';
import type { Logon } from './logon.js';

/** What a right password has to do with enrolments. */
export class FirstEnrollment {
  readonly #parts: LogonParts;

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  /**
   * What is to be enrolled before the grant. Where the policy requires nothing, nothing is asked for; nor is it of whoever
   * came to change the password, or proves something in a session: they have a session already, and the next logon asks.
   * So nobody enrols a first factor there, and who has none where one is needed is denied.
   */
  async missing({
    request,
    principal,
    settings,
    credentials,
  }: LogonAttempt): Promise<EnrollmentKind[]> {
    if (settings.enrollment.required.length === 0 || !enrolls(request)) return [];
    const subject = { principalId: principal.id, credentials: await credentials };
    return this.#parts.requiredEnrollments.missing(subject, settings);
  }

  /** Whether the password alone is proof enough to enrol something (R6). */
  async mayProve(attempt: LogonAttempt, account: DirectoryAccount): Promise<boolean> {
    return (await this.#firstProof(attempt, account)) !== undefined;
  }

  async #firstProof(attempt: LogonAttempt, account: DirectoryAccount) {
    const { settings, now } = attempt;
    const subject = { principalId: account.principalId, credentials: await attempt.credentials };
    return this.#parts.requiredEnrollments.firstProof(account, subject, settings, now);
  }

  /**
   * The factor whose enrolment takes the place of its proof, for whoever has none, and what is to be enrolled then;
   * undefined when none may (R6).
   */
  async proof(
    attempt: LogonAttempt,
    account: DirectoryAccount,
    missing: readonly EnrollmentKind[],
  ): Promise<{ proof: FactorMethod; missing: readonly EnrollmentKind[] } | undefined> {
    const { settings, request, now } = attempt;
    if (!enrolls(request)) return undefined;
    const subject = { principalId: account.principalId, credentials: await attempt.credentials };
    const door = settings.logon[request.source.door];
    const circumstances = { settings, door, missing, now };
    return this.#parts.requiredEnrollments.provable(account, subject, circumstances);
  }

  /** Keeps what a later enrolment in this logon needs of its beginning. */
  async remember(
    attempt: LogonAttempt,
    logon: Logon,
    proof?: FactorMethod,
  ): Promise<NewEnrollment> {
    const { request, now } = attempt;
    const { account } = attempt.principal;
    const holdsPassword =
      logon.settings.enrolling?.enrollment.required.includes('answers') === true;
    const enrollment: NewEnrollment = {
      permitted: account !== undefined && (await this.#firstProof(attempt, account)) === 'permit',
      logonId: logon.id,
      principalId: logon.principalId,
      person: { displayName: account?.displayName, names: namesOf(account) },
      passwordMac: holdsPassword
        ? passwordMac(this.#parts.keyring, logon.id, request.password)
        : undefined,
      passwordGeneration: account?.passwordGeneration,
      proof,
    };
    await this.#parts.enrollments.add(enrollment, now);
    return enrollment;
  }

  /** Opens a logon that begins with an enrolment: the policy asks for no factor, or this one is it. */
  async open(
    attempt: LogonAttempt,
    logon: Logon,
    { proof, entries = [] }: { proof?: FactorMethod; entries?: readonly JournalEntry[] },
  ): Promise<Verdict> {
    const { request, strike, now } = attempt;
    const { source } = request;
    // What a permit adds is in the logon, and not in the policy.
    const settings = { ...attempt.settings, ...logon.settings.enrolling };
    const subject = { principalId: logon.principalId, credentials: await attempt.credentials };
    const missing = await this.#parts.requiredEnrollments.missing(subject, settings, proof);
    const expiresAt = new Date(now.getTime() + ENROLLING_MS);
    const enrollment = await this.remember(attempt, logon, proof);
    await this.#parts.logons.openEnrolling(logon, strike, { now, expiresAt });
    const stored = await this.#parts.enrollments.find(logon.id);
    if (stored === undefined) throw new Error(`the enrolment of ${enrollment.logonId} is gone`);
    await this.#parts.journal.record(source, logon, [
      { type: 'logon.begun', outcome: 'info', facts: { detail: scenarioOf(request) } },
      ...entries,
      demandedEntry(missing),
    ]);
    const open = { logon, settings, stored, origin: originOf(source), now };
    return enrollVerdict(open, missing, undefined);
  }
}

/** Windows' word for the password of another account is no proof of whoever is mapped to it. */
function enrolls({ scenario, inSession, foreign }: LogonAttempt['request']): boolean {
  return scenario !== 'change-password' && inSession !== true && foreign === undefined;
}

/** What a person is to enrol. */
export function demandedEntry(missing: readonly EnrollmentKind[]) {
  const what = missing.map((kind) => kind.what).join(' ');
  return { type: 'enrollment.demanded', outcome: 'info', facts: { detail: { what } } } as const;
}

/** What no answer may be part of. */
export function namesOf(account: DirectoryAccount | undefined): string[] {
  const { samAccountName, displayName, mail, userPrincipalName } = account ?? {};
  return [samAccountName, displayName, mail, userPrincipalName].filter(
    (name) => name !== undefined,
  );
}
