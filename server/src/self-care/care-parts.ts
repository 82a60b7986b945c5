import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import type { Directory } from '../directory/directory.js';
import type { AnswersEnrollment } from '../enrollment/answers-enrollment.js';
import type { EmailEnrollment } from '../enrollment/email-enrollment.js';
import type { EnrollmentStore } from '../enrollment/enrollment-store.js';
import type { RequiredEnrollments } from '../enrollment/required-enrollments.js';
import type { TotpEnrollment } from '../enrollment/totp-enrollment.js';
import type { CredentialStore } from '../factors/credential-store.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Notices } from '../notices/notices.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import type { SealedPasswords } from '../recovery/sealed-passwords.js';
import type { Quotas } from '../regulation/quotas.js';
import type { StrikeStore } from '../regulation/strikes.js';
import type { Sessions } from '../sessions/sessions.js';
import type { CareStore } from './care-store.js';

/** What self-care after a sign-in is made of. */
export interface CareParts {
  store: CareStore;
  directory: Directory;
  policies: Policies;
  passwords: PasswordQuality;
  strikes: StrikeStore;
  quotas: Quotas;
  credentials: CredentialStore;
  enrollments: EnrollmentStore;
  requiredEnrollments: RequiredEnrollments;
  kinds: { answers: AnswersEnrollment; totp: TotpEnrollment; email: EmailEnrollment };
  recoveryLocks: Pick<RecoveryLockStore, 'find'>;
  sealedPasswords: Pick<SealedPasswords, 'store'>;
  resetGrants: Pick<ResetGrants, 'forget'>;
  sessions: Pick<Sessions, 'keepOnly' | 'end'>;
  notices: Notices;
  keyring: Keyring;
  audit: AuditLog;
  clock: Clock;
  random: Random;
  logger?: CoreLogger | undefined;
}
