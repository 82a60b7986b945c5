import type {
  DenialCode,
  EnrollmentRejection,
  LogonId,
  NewAuthenticator,
  Verdict,
} from '@gatehouse/protocol';

import type { EnrollmentInput } from '../enrollment/enrollment-input.js';
import type { EnrollmentKind, OpenEnrollment } from '../enrollment/enrollment-kind.js';
import { ApplicationError } from '../errors/application-error.js';
import { isEnrolled } from '../factors/credential-store.js';
import { ENROLLING_MS, awaitsProof, enrollVerdict, postponementsLeft } from './enroll-verdict.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';
import { originOf } from './logon-journal.js';
import type { JournalEntry } from './logon-journal.js';
import type { StoredLogon } from './logon-store.js';
import { strikeKeyOf } from './logon.js';
import { isOwnedBy } from './open-challenge.js';
import { denied, granted } from './verdicts.js';

interface Reference {
  source: Source;
  logonId: LogonId;
}

/** An enrolment, and the logon as it is stored. */
interface Enrolling extends OpenEnrollment {
  logon: StoredLogon;
  source: Source;
  missing: EnrollmentKind[];
}

type Found = Enrolling | { code: DenialCode; logon: StoredLogon | undefined };

/**
 * What is to be enrolled between the proof and the grant. Which step is open follows from what the person has by now, so
 * none can be skipped (R42), and a crash between two steps loses nothing.
 */
export class EnrollLogon {
  readonly #parts: LogonParts;

  constructor(parts: LogonParts) {
    this.#parts = parts;
  }

  /** @throws ApplicationError `request.malformed` when the input is for another step than the open one (R42) */
  async run(
    reference: Reference & { input: EnrollmentInput | { action: 'postpone' } },
  ): Promise<Verdict> {
    const { source, input } = reference;
    const found = await this.#find(reference);
    if ('code' in found) return this.#deny(source, found);
    const [first] = found.missing;
    if (first === undefined) return this.#finish(found);
    if (input.action === 'postpone') return this.#postpone(found);
    const outcome = await first.take(found, input);
    if (outcome === undefined) throw misfit();
    return this.#goOn(reference, outcome.rejected);
  }

  /** @throws ApplicationError `request.malformed` when no authenticator is to be enrolled now */
  async startAuthenticator(reference: Reference): Promise<NewAuthenticator> {
    const found = await this.#find(reference);
    if ('code' in found) throw misfit();
    const [first] = found.missing;
    const started =
      first?.what === 'totp' ? await this.#parts.authenticators.start(found) : undefined;
    if (started === undefined) throw misfit();
    return started;
  }

  async #find({ source, logonId }: Reference): Promise<Found> {
    const { logons, enrollments, credentials, clock } = this.#parts;
    const logon = await logons.find(logonId);
    if (logon === undefined || !isOwnedBy(source, logon)) {
      return { code: 'challenge.unknown', logon: undefined };
    }
    const { principalId } = logon;
    // In this order: a factor that this logon enrolled is never taken for somebody else's.
    const subject = { principalId, credentials: await credentials.list(principalId) };
    const stored = await enrollments.find(logonId);
    const { enrolling, ...settings } = logon.settings;
    if (logon.state !== 'enrolling' || stored === undefined || enrolling === undefined) {
      return { code: 'challenge.unknown', logon };
    }
    const now = clock.now();
    if (logon.expiresAt <= now) {
      await logons.deny(logonId);
      return { code: 'challenge.expired', logon };
    }
    // Whoever has a factor by now, from elsewhere, proves that one in another logon (R6).
    if (awaitsProof(stored) && subject.credentials.some(isEnrolled)) {
      await logons.deny(logonId);
      return { code: 'challenge.unknown', logon };
    }
    const all = { ...settings, ...enrolling };
    const missing = await this.#parts.requiredEnrollments.missing(subject, all, stored.proof);
    return { logon, stored, settings: all, origin: originOf(source), source, now, missing };
  }

  /** The next step, the same one again, or the grant. */
  async #goOn(reference: Reference, rejected: EnrollmentRejection | undefined): Promise<Verdict> {
    const found = await this.#find(reference);
    if ('code' in found) return this.#deny(reference.source, found);
    const { missing } = found;
    return missing.length === 0 ? this.#finish(found) : enrollVerdict(found, missing, rejected);
  }

  async #finish(open: Enrolling): Promise<Verdict> {
    if (!(await this.#parts.enrollments.finish(grantOf(open)))) {
      return this.#deny(open.source, { code: 'challenge.unknown', logon: open.logon });
    }
    return this.#grant(open, { type: 'enrollment.done', outcome: 'success' });
  }

  /** Whoever has no postponement left is shown the step again. */
  async #postpone(open: Enrolling): Promise<Verdict> {
    const { missing } = open;
    if (postponementsLeft(open) === 0) return enrollVerdict(open, missing, undefined);
    const limit = open.settings.enrollment.postponements;
    const left = await this.#parts.enrollments.postpone(grantOf(open), limit);
    if (left === undefined)
      return this.#goOn({ source: open.source, logonId: open.logon.id }, undefined);
    const what = missing.map((kind) => kind.what).join(' ');
    const facts = { detail: { what, left } };
    return this.#grant(open, { type: 'enrollment.postponed', outcome: 'info', facts });
  }

  async #grant({ source, logon, stored }: Enrolling, entry: JournalEntry): Promise<Verdict> {
    const method = stored.proof ?? logon.challenge?.method ?? 'none';
    const { because } = logon.settings;
    const detail = { method, ...(because !== undefined && { because }) };
    await this.#parts.journal.record(source, logon, [
      entry,
      { type: 'logon.granted', outcome: 'success', facts: { detail } },
    ]);
    return granted(logon, source.correlationId);
  }

  async #deny(
    source: Source,
    { code, logon }: { code: DenialCode; logon: StoredLogon | undefined },
  ): Promise<Verdict> {
    await this.#parts.journal.record(source, logon, [
      { type: 'logon.denied', outcome: 'failure', facts: { code } },
    ]);
    return denied(code, source.correlationId);
  }
}

function grantOf({ source, logon, now }: Enrolling) {
  const strike = { ...strikeKeyOf(source, logon.principalId), lockout: logon.settings.lockout };
  // It waits from then on.
  const provenAt = new Date(logon.expiresAt.getTime() - ENROLLING_MS);
  return { logonId: logon.id, strike, provenAt, now };
}

function misfit(): ApplicationError {
  return new ApplicationError('request.malformed', {
    detail: 'this is not what is to be enrolled now',
  });
}
