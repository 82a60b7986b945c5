import type { CredentialId } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { EnrollmentPermits } from '../enrollment/enrollment-permits.js';
import type { EnrollmentStore } from '../enrollment/enrollment-store.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Credential, CredentialStore } from '../factors/credential-store.js';
import type { Credentials } from '../factors/credentials.js';
import type { Notices } from '../notices/notices.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import type { SessionEnder } from '../sessions/session-ender.js';
import type { DeskAdmission, DeskCase } from './desk-admission.js';
import type { GuardedDeskRequest } from './desk-request.js';

const HOUR_MS = 3_600_000;

export interface ResetFactors extends GuardedDeskRequest {
  /** Ids of what the person has, or everything. None, to permit an enrolment only. */
  factors: 'all' | readonly CredentialId[];
  /** Whether the answers go as well. */
  answers: boolean;
  /** For how long the person may enrol a first factor by the password; not at all when absent. */
  permitHours?: number | undefined;
  language?: string | undefined;
}

export interface FactorsReset {
  removed: CredentialId[];
  answersRemoved: boolean;
  permittedUntil: Date | undefined;
}

interface Parts {
  admission: DeskAdmission;
  store: CredentialStore;
  credentials: Credentials;
  recoveryLocks: RecoveryLockStore;
  enrollments: Pick<EnrollmentStore, 'markIdle'>;
  permits: EnrollmentPermits;
  /** They rest on what is taken away. */
  sessions: SessionEnder;
  notices: Notices;
  clock: Clock;
}

/** Takes away what somebody proves themselves with, and says how they get something new. */
export class FactorReset {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * @throws ApplicationError `principal.unknown`, `verification.required`, `approval.required`, `factor.unknown` before
   *   anything is removed, `request.malformed` for more hours than the policy allows
   */
  async run(request: ResetFactors): Promise<FactorsReset> {
    const { admission, store, enrollments, sessions, clock } = this.#parts;
    const found = await admission.findVerified(request);
    const { principalId } = found.account;
    const enrolled = await store.list(principalId);
    const chosen = chosenOf(enrolled, request.factors);
    requireHours(request, found);
    await admission.requireApproval('reset-factors', request, found);

    // Before anything is gone: whatever comes in between, the password alone enrols no first factor (R6).
    const takesAway = chosen.length > 0 || request.answers;
    if (takesAway) {
      await enrollments.markIdle(principalId, clock.now());
      await sessions.endAll(principalId, 'factors', request.context);
    }
    const removed = await this.#remove(chosen, request, found);
    if (chosen.length > 0) {
      await this.#parts.credentials.removeRecoveryCodes(found.owner, request.context);
    }
    const answersRemoved = request.answers && (await this.#removeAnswers(request, found));
    // A sign-in may have come in between, with what was still there.
    if (takesAway) await sessions.endAll(principalId, 'factors', request.context);
    await admission.record('factors.reset', request, found, {
      outcome: 'success',
      detail: { removed: removed.length, answers: answersRemoved },
    });
    const permittedUntil = await this.#permit(request, found);
    this.#tell(request, found, { enrolled, chosen, answersRemoved });
    return { removed, answersRemoved, permittedUntil };
  }

  async #remove(
    chosen: readonly Credential[],
    { context }: ResetFactors,
    { owner }: DeskCase,
  ): Promise<CredentialId[]> {
    const removed: CredentialId[] = [];
    for (const { id, method } of chosen) {
      if (method === 'recovery-code') continue;
      try {
        await this.#parts.credentials.remove(owner, id, context);
        removed.push(id);
      } catch (error) {
        // Somebody else removed it a moment ago, or the code was used: it is gone, which is what was wanted.
        if (!(error instanceof ApplicationError) || error.code !== 'factor.unknown') throw error;
      }
    }
    return removed;
  }

  async #removeAnswers(request: ResetFactors, found: DeskCase): Promise<boolean> {
    const { recoveryLocks, admission } = this.#parts;
    if (!(await recoveryLocks.remove(found.account.principalId))) return false;
    await admission.record('answers.removed', request, found, { outcome: 'success' });
    return true;
  }

  async #permit(request: ResetFactors, found: DeskCase): Promise<Date | undefined> {
    const { permits, admission, clock } = this.#parts;
    const { permitHours: hours, operator } = request;
    if (hours === undefined) return undefined;
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
    const { principalId } = found.account;
    await permits.grant({ principalId, operator: operator.id, expiresAt }, now);
    const detail = { hours };
    await admission.record('enrollment.permitted', request, found, { outcome: 'success', detail });
    return expiresAt;
  }

  #tell(
    { permitHours, language, context: { correlationId } }: ResetFactors,
    { account }: DeskCase,
    done: {
      enrolled: readonly Credential[];
      chosen: readonly Credential[];
      answersRemoved: boolean;
    },
  ): void {
    const { notices } = this.#parts;
    const told = { account, credentials: done.enrolled, language, correlationId };
    const methods = new Set<string>(done.chosen.map(({ method }) => method));
    if (done.answersRemoved) methods.add('answers');
    if (methods.size > 0) {
      const values = { what: [...methods].sort().join(', ') };
      notices.tell({ ...told, kind: 'factors-reset', values });
    }
    if (permitHours !== undefined) {
      const values = { hours: String(permitHours) };
      notices.tell({ ...told, kind: 'enrollment-permitted', values });
    }
  }
}

/**
 * Recovery codes are not chosen one by one: they go whenever a factor goes, for whoever has lost it may have lost them with it,
 * or somebody else may have them.
 * @throws ApplicationError `factor.unknown`
 */
function chosenOf(
  enrolled: readonly Credential[],
  factors: ResetFactors['factors'],
): readonly Credential[] {
  if (factors === 'all') return enrolled;
  const chosen = new Set(factors);
  const isChosen = ({ id, method }: Credential) => method !== 'recovery-code' && chosen.delete(id);
  const found = enrolled.filter(isChosen);
  if (chosen.size > 0) throw new ApplicationError('factor.unknown');
  if (found.length === 0) return [];
  return [...found, ...enrolled.filter(({ method }) => method === 'recovery-code')];
}

/** @throws ApplicationError `request.malformed` */
function requireHours({ permitHours = 0 }: ResetFactors, { settings }: DeskCase): void {
  const { enrollmentPermitHours } = settings.helpDesk;
  if (permitHours <= enrollmentPermitHours) return;
  throw new ApplicationError('request.malformed', {
    detail: `permitHours: the policy allows ${enrollmentPermitHours}`,
  });
}
