import type { FactorMethod } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import type { Directory } from '../directory/directory.js';
import type { EnrollmentStore } from '../enrollment/enrollment-store.js';
import type { RequiredEnrollments } from '../enrollment/required-enrollments.js';
import type { TotpEnrollment } from '../enrollment/totp-enrollment.js';
import type { CredentialStore } from '../factors/credential-store.js';
import type { Factor } from '../factors/factor.js';
import type { SendQuota } from '../factors/send-quota.js';
import type { ForeignAccountStore } from '../foreign-accounts/foreign-account-store.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Notices } from '../notices/notices.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import type { SealedPasswords } from '../recovery/sealed-passwords.js';
import type { StrikeStore } from '../regulation/strikes.js';
import type { LogonJournal } from './logon-journal.js';
import type { LogonStore } from './logon-store.js';

/** What a logon engine is made of. */
export interface LogonEngineDependencies {
  directory: Directory;
  policies: Policies;
  passwords: PasswordQuality;
  strikes: StrikeStore;
  foreignAccounts: Pick<ForeignAccountStore, 'find'>;
  logons: LogonStore;
  credentials: CredentialStore;
  sendQuota: SendQuota;
  recoveryLocks: RecoveryLockStore;
  sealedPasswords: SealedPasswords;
  /** By method; a method that a policy names and that is not here is offered to nobody. */
  factors: ReadonlyMap<FactorMethod, Factor>;
  requiredEnrollments: RequiredEnrollments;
  enrollments: EnrollmentStore;
  /** Makes the seeds of authenticators that are to be enrolled. */
  authenticators: TotpEnrollment;
  notices: Notices;
  keyring: Keyring;
  audit: AuditLog;
  clock: Clock;
  random: Random;
  logger?: CoreLogger | undefined;
}

/** What the steps of a logon share. */
export interface LogonParts extends LogonEngineDependencies {
  journal: LogonJournal;
}
