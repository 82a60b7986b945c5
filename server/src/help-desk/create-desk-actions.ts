import type { Approvals } from '../approvals/approvals.js';
import type { Mailer } from '../delivery/mailer.js';
import type { EnrollmentPermits } from '../enrollment/enrollment-permits.js';
import type { Credentials } from '../factors/credentials.js';
import type { OfflineCodeStore } from '../kits/offline-code-store.js';
import type { MailTexts } from '../messages/mail-texts.js';
import { MailNotices } from '../notices/notices.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import type { Quotas } from '../regulation/quotas.js';
import { createProofSteps } from '../self-service/create-proof-steps.js';
import { SelfServiceJournal } from '../self-service/self-service-journal.js';
import type { SelfServiceDependencies } from '../self-service/self-service-parts.js';
import { BreakGlassCodes } from './break-glass-codes.js';
import { CallerVerification } from './caller-verification.js';
import { DeskAdmission } from './desk-admission.js';
import { FactorReset } from './factor-reset.js';
import { IssuePasswordLinks } from './issue-password-link.js';
import { LinkGrants } from './link-grants.js';
import { OfflineCodeReading } from './offline-code-reading.js';
import type { PasswordLinkStore } from './password-link-store.js';
import { RedeemPasswordLinks } from './redeem-password-link.js';
import { VerifyCaller } from './verify-caller.js';

/** What operators do to people, and what people do with what they were given. */
export interface DeskActions {
  /** For everything that takes a verified caller. */
  verification: CallerVerification;
  verifyCaller: VerifyCaller;
  issuePasswordLinks: IssuePasswordLinks;
  redeemPasswordLinks: RedeemPasswordLinks;
  factorReset: FactorReset;
  breakGlassCodes: BreakGlassCodes;
  offlineCodeReading: OfflineCodeReading;
}

export interface DeskActionsDependencies extends Omit<SelfServiceDependencies, 'resetGrants'> {
  resetGrants: ResetGrants;
  links: PasswordLinkStore;
  permits: EnrollmentPermits;
  /** The same as `credentials`, with their audit. */
  auditedCredentials: Credentials;
  recoveryLocks: RecoveryLockStore;
  offlineCodes: OfflineCodeStore;
  quotas: Quotas;
  approvals: Approvals;
  mailer: Mailer | undefined;
  mailTexts: MailTexts;
  /** Where the page is that takes links, without a slash at its end. */
  portalUrl: () => string;
}

/** Puts the acting half of the help desk together, of the parts that all doors share. */
export function createDeskActions(dependencies: DeskActionsDependencies): DeskActions {
  const { links, permits, auditedCredentials, recoveryLocks, quotas, approvals } = dependencies;
  const {
    mailer,
    mailTexts: texts,
    portalUrl,
    offlineCodes,
    resetGrants,
    ...shared
  } = dependencies;
  const { sessions, directory, policies, audit, credentials, enrollments } = shared;
  const { keyring, clock, random, logger } = shared;
  const grants = new LinkGrants(links, resetGrants);
  const parts = { ...shared, resetGrants: grants, journal: new SelfServiceJournal(audit) };
  const steps = createProofSteps(parts);
  const verification = new CallerVerification(sessions, clock);
  const admission = new DeskAdmission({ directory, policies, verification, approvals, audit });
  const notices = new MailNotices({ mailer, texts, audit, logger });
  const common = { admission, credentials, notices, keyring, clock, random };
  return {
    verification,
    verifyCaller: new VerifyCaller(parts, { steps, admission, quotas }),
    issuePasswordLinks: new IssuePasswordLinks({
      ...common,
      ...{ links, mailer, texts, portalUrl, logger },
    }),
    redeemPasswordLinks: new RedeemPasswordLinks(parts, { steps, links, notices }),
    factorReset: new FactorReset({
      ...{ admission, recoveryLocks, enrollments, permits, notices, clock },
      sessions: shared.signedIn,
      store: credentials,
      credentials: auditedCredentials,
    }),
    breakGlassCodes: new BreakGlassCodes(common),
    offlineCodeReading: new OfflineCodeReading({ ...common, offlineCodes }),
  };
}
