import type { FactorMethod } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import type { Directory } from '../directory/directory.js';
import type { EnrollmentStore } from '../enrollment/enrollment-store.js';
import type { CredentialStore } from '../factors/credential-store.js';
import type { Factor } from '../factors/factor.js';
import type { SendQuota } from '../factors/send-quota.js';
import type { Keyring } from '../keyring/keyring.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import type { StrikeStore } from '../regulation/strikes.js';
import type { SessionEnder } from '../sessions/session-ender.js';
import type { Answers, PasswordSealing } from './answers.js';
import type { SelfServiceJournal } from './self-service-journal.js';
import type { SessionStore } from './session-store.js';

/** What stands in for a proof, once. */
export type SessionGrants = Omit<ResetGrants, 'grant'>;

/** What self-service is made of. */
export interface SelfServiceDependencies {
  directory: Directory;
  policies: Policies;
  passwords: PasswordQuality;
  strikes: StrikeStore;
  sessions: SessionStore;
  /** Of people who are signed in at a browser. */
  signedIn: SessionEnder;
  answers: Answers;
  sealedPasswords: PasswordSealing;
  credentials: CredentialStore;
  resetGrants: SessionGrants;
  enrollments: Pick<EnrollmentStore, 'markIdle'>;
  sendQuota: SendQuota;
  /** By method; a method that a policy names and that is not here is offered to nobody. */
  factors: ReadonlyMap<FactorMethod, Factor>;
  keyring: Keyring;
  audit: AuditLog;
  clock: Clock;
  random: Random;
  logger?: CoreLogger | undefined;
}

/** What its steps share. */
export interface SelfServiceParts extends SelfServiceDependencies {
  journal: SelfServiceJournal;
}
