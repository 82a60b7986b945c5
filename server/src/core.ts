import { availableParallelism } from 'node:os';

import type { KdfCost } from '@gatehouse/protocol/recovery';
import type pg from 'pg';

import type { Approvals } from './approvals/approvals.js';
import type { AuditLog } from './audit/audit-log.js';
import { createLogonEngine } from './authentication/create-logon-engine.js';
import type { LogonEngine } from './authentication/logon-engine.js';
import { LogonForecasts } from './authentication/logon-forecasts.js';
import type { Clock } from './clock.js';
import type { CoreLogger } from './core-logger.js';
import type { Mailer } from './delivery/mailer.js';
import type { Directory } from './directory/directory.js';
import { AnswersEnrollment } from './enrollment/answers-enrollment.js';
import { EmailEnrollment } from './enrollment/email-enrollment.js';
import { RequiredEnrollments } from './enrollment/required-enrollments.js';
import { TotpEnrollment } from './enrollment/totp-enrollment.js';
import { AuditedCredentials } from './factors/audited-credentials.js';
import { BreakGlassFactor } from './factors/break-glass-factor.js';
import type { Credentials } from './factors/credentials.js';
import { CountedDestinations } from './factors/destination-quota.js';
import { EmailFactor } from './factors/email-factor.js';
import type { Factor } from './factors/factor.js';
import { HotpFactor } from './factors/hotp-factor.js';
import { RecoveryCodeFactor } from './factors/recovery-code-factor.js';
import { TotpFactor } from './factors/totp-factor.js';
import { CallerVerification } from './help-desk/caller-verification.js';
import { createDeskActions } from './help-desk/create-desk-actions.js';
import type { DeskActions } from './help-desk/create-desk-actions.js';
import { createHelpDesk } from './help-desk/create-help-desk.js';
import type { HelpDesk } from './help-desk/help-desk.js';
import { grantsThatEndLinks } from './help-desk/link-grants.js';
import type { Keyring } from './keyring/keyring.js';
import { Kits } from './kits/kits.js';
import type { KitSigner } from './kits/kits.js';
import { OfflineCodes } from './kits/offline-codes.js';
import { OfflineJournal } from './kits/offline-journal.js';
import { CurrentTexts } from './messages/current-texts.js';
import { MessageAdministration } from './messages/message-administration.js';
import { MeteredAuditLog } from './metrics/metered-audit-log.js';
import type { ServerMetrics } from './metrics/server-metrics.js';
import { MailNotices } from './notices/notices.js';
import { noBreachedList } from './password/breached/breached-list.js';
import type { BreachedList } from './password/breached/breached-list.js';
import type { PasswordHistory } from './password/history/password-history.js';
import { PasswordTags } from './password/history/password-tags.js';
import { PasswordQuality } from './password/password-quality.js';
import { CachedPolicies } from './policy/cached-policies.js';
import type { Policies } from './policy/policies.js';
import { PolicyAdministration } from './policy/policy-administration.js';
import type { Random } from './random.js';
import { LockWork } from './recovery/lock-work.js';
import { recoveryPasswordSealer } from './recovery/password-sealer.js';
import type { RecoveryLockStore } from './recovery/recovery-lock-store.js';
import { RecoveryLocks } from './recovery/recovery-locks.js';
import type { ResetGrants } from './recovery/reset-grants.js';
import type { SealedPasswords } from './recovery/sealed-passwords.js';
import { AuditedRegulation } from './regulation/audited-regulation.js';
import type { Regulation } from './regulation/strikes.js';
import { createSelfCare } from './self-care/self-care.js';
import type { SelfCare } from './self-care/self-care.js';
import { createSelfService } from './self-service/create-self-service.js';
import { LimitedSelfService } from './self-service/limited-self-service.js';
import type { AddressLimits } from './self-service/limited-self-service.js';
import { RecoveryLockAnswers } from './self-service/recovery-lock-answers.js';
import type { SelfService } from './self-service/self-service.js';
import { AccountCheck } from './sessions/account-check.js';
import { Sessions } from './sessions/sessions.js';
import { PostgresAuditLog } from './storage/postgres-audit-log.js';
import { PostgresCareStore } from './storage/postgres-care-store.js';
import { PostgresCredentialStore } from './storage/postgres-credential-store.js';
import { PostgresEnrollmentPermits } from './storage/postgres-enrollment-permits.js';
import { PostgresEnrollmentStore } from './storage/postgres-enrollment-store.js';
import { PostgresForeignAccountStore } from './storage/postgres-foreign-account-store.js';
import { PostgresKitStore } from './storage/postgres-kit-store.js';
import { PostgresLanguageStore } from './storage/postgres-language-store.js';
import { PostgresLogonStore } from './storage/postgres-logon-store.js';
import { PostgresOfflineCodeStore } from './storage/postgres-offline-code-store.js';
import { PostgresOfflineEvents } from './storage/postgres-offline-events.js';
import { PostgresPasswordHistory } from './storage/postgres-password-history.js';
import { PostgresPasswordLinkStore } from './storage/postgres-password-link-store.js';
import { PostgresPersonRecords } from './storage/postgres-person-records.js';
import { PostgresPolicyStore } from './storage/postgres-policy-store.js';
import { PostgresQuotas } from './storage/postgres-quotas.js';
import { PostgresRecoveryLockStore } from './storage/postgres-recovery-lock-store.js';
import { PostgresResetGrants } from './storage/postgres-reset-grants.js';
import { PostgresSealedPasswords } from './storage/postgres-sealed-passwords.js';
import { PostgresSelfServiceStore } from './storage/postgres-self-service-store.js';
import { PostgresSendQuota } from './storage/postgres-send-quota.js';
import { PostgresSessionStore } from './storage/postgres-session-store.js';
import { PostgresStrikeStore } from './storage/postgres-strike-store.js';
import { PostgresTokenStore } from './storage/postgres-token-store.js';
import { PostgresWordingStore } from './storage/postgres-wording-store.js';
import type { Sweeper } from './storage/sweeper.js';
import type { WebParts } from './web/web-parts.js';

/** What every door and every administrator's operation is built on. */
export interface ServerCore {
  engine: LogonEngine;
  forecasts: LogonForecasts;
  credentials: Credentials;
  policies: Policies;
  policyAdministration: PolicyAdministration;
  /** What mails and pages say. */
  texts: CurrentTexts;
  messageAdministration: MessageAdministration;
  audit: AuditLog;
  strikes: Regulation;
  recoveryLocks: RecoveryLocks;
  sealedPasswords: SealedPasswords;
  resetGrants: ResetGrants;
  passwords: PasswordQuality;
  passwordHistory: PasswordHistory;
  requiredEnrollments: RequiredEnrollments;
  /** What workstations keep, signed by the server. */
  kitsSignedBy(signer: KitSigner): Kits;
  selfService: SelfService;
  selfCare: SelfCare;
  /** What the door at the web is made of, besides an engine that may be metered. */
  web: Omit<WebParts, 'engine'>;
  helpDesk: HelpDesk;
  /** What operators do to people, where a second operator approves. */
  deskActionsWith(more: { approvals: Approvals; portalUrl: () => string }): DeskActions;
  /** Run each of them now and then, on any node. */
  sweepers: Sweeper[];
}

export interface ServerCoreDependencies {
  /** Of `openDatabase`: the core's statements are SQL, prepared once a connection. */
  pool: pg.Pool;
  keyring: Keyring;
  directory: Directory;
  /** Without one, e-mailed codes are offered to nobody. */
  mailer?: Mailer | undefined;
  /** Of passwords that are known to attackers; none when absent. */
  breachedList?: BreachedList | undefined;
  /** What a new recovery lock costs whoever guesses; its default when absent. */
  lockCost?: KdfCost;
  /** What one address may do in self-service before a sign-in; its default when absent. */
  addressLimits?: AddressLimits | undefined;
  /** The name that authenticator apps show. */
  issuer: string;
  /** Those of the database unless told. */
  recoveryLocks?: RecoveryLockStore | undefined;
  sealedPasswords?: SealedPasswords | undefined;
  clock: Clock;
  random: Random;
  /** Names this process in the audit: no two that run at once may share it. */
  nodeId: string;
  logger?: CoreLogger | undefined;
  metrics?: ServerMetrics | undefined;
}

/** Making one takes seconds of a core, and whoever waits longer than this has given up. */
const LOCK_QUEUE = 64;
const LOCK_TIMEOUT_MS = 30_000;

/** Offline codes are made one at a time, beside the logons; whoever waits longer gets theirs with the next refresh. */
const CODE_WORK = { slots: 1, queueLimit: 32, timeoutMs: 10_000 };

/** Builds the core of one node on PostgreSQL. */
export function createServerCore(dependencies: ServerCoreDependencies): ServerCore {
  const { pool, keyring, directory, mailer, clock, random, nodeId, metrics } = dependencies;
  const log = new PostgresAuditLog({ pool, nodeId, keyring, clock, random });
  metrics?.gauge(
    'gatehouse_audit_waiting_events',
    'Audit events that wait to be written.',
    () => log.waiting,
  );
  const audit = metrics === undefined ? log : new MeteredAuditLog(log, metrics);
  const strikes = new PostgresStrikeStore(pool);
  const logons = new PostgresLogonStore(pool);
  const credentials = new PostgresCredentialStore(pool);
  const sendQuota = new PostgresSendQuota(pool);
  const quotas = new PostgresQuotas(pool);
  const destinations = new CountedDestinations(quotas, keyring, clock);
  const policyStore = new PostgresPolicyStore(pool);
  const lockStore = dependencies.recoveryLocks ?? new PostgresRecoveryLockStore(pool, keyring);
  const sealedPasswords =
    dependencies.sealedPasswords ??
    new PostgresSealedPasswords({ pool, keyring, seal: recoveryPasswordSealer });
  const resetGrants = new PostgresResetGrants(pool);
  const kits = new PostgresKitStore(pool);
  const events = new PostgresOfflineEvents(pool);
  const offlineCodes = new PostgresOfflineCodeStore(pool);
  const policies = new CachedPolicies({ store: policyStore, audit, clock, directory });
  const passwordHistory = new PostgresPasswordHistory(pool);
  const passwords = new PasswordQuality({
    directory,
    history: passwordHistory,
    tags: new PasswordTags(keyring, availableParallelism()),
    list: dependencies.breachedList ?? noBreachedList,
    clock,
    logger: dependencies.logger,
  });
  const wordings = new PostgresWordingStore(pool);
  const languages = new PostgresLanguageStore(pool);
  const texts = new CurrentTexts({ wordings, languages, clock, logger: dependencies.logger });
  const factors: Factor[] = [
    new TotpFactor(keyring),
    new HotpFactor(keyring, credentials),
    new BreakGlassFactor(keyring, clock),
    new RecoveryCodeFactor(keyring),
    ...(mailer === undefined
      ? []
      : [new EmailFactor({ mailer, keyring, random, destinations, texts })]),
  ];
  const factorsByMethod = new Map(factors.map((factor) => [factor.method, factor]));
  const recoveryLocks = new RecoveryLocks({
    store: lockStore,
    sealedPasswords,
    work: new LockWork({
      slots: availableParallelism(),
      queueLimit: LOCK_QUEUE,
      timeoutMs: LOCK_TIMEOUT_MS,
    }),
    audit,
    clock,
    random,
    cost: dependencies.lockCost,
  });
  const enrollments = new PostgresEnrollmentStore(pool);
  const authenticators = new TotpEnrollment(
    { store: enrollments, keyring, audit, random },
    dependencies.issuer,
  );
  const answersEnrollment = new AnswersEnrollment(recoveryLocks, keyring);
  const emailEnrollment = new EmailEnrollment({
    store: enrollments,
    factor: factors.find(({ method }) => method === 'email'),
    sendQuota,
    audit,
    random,
    logger: dependencies.logger,
  });
  const permits = new PostgresEnrollmentPermits(pool);
  const requiredEnrollments = new RequiredEnrollments(
    [answersEnrollment, authenticators, emailEnrollment],
    enrollments,
    permits,
  );
  /** What every door uses: one count of strikes, one quota of codes, one set of credentials. */
  const common = {
    directory,
    policies,
    passwords,
    strikes,
    credentials,
    sendQuota,
    keyring,
    audit,
    clock,
    random,
    logger: dependencies.logger,
    factors: factorsByMethod,
  };
  const notices = new MailNotices({ mailer, texts, audit, logger: dependencies.logger });
  const engine = createLogonEngine({
    ...common,
    notices,
    logons,
    requiredEnrollments,
    enrollments,
    authenticators,
    recoveryLocks: lockStore,
    sealedPasswords,
    foreignAccounts: new PostgresForeignAccountStore(pool),
  });
  const sessionStore = new PostgresSessionStore(pool);
  const webSessions = new Sessions({
    store: sessionStore,
    accounts: new AccountCheck(directory, sessionStore),
    ...{ audit, clock, random },
  });
  const sessions = new PostgresSelfServiceStore(pool);
  const proving = {
    ...common,
    sessions,
    signedIn: webSessions,
    answers: new RecoveryLockAnswers(recoveryLocks),
    enrollments,
    sealedPasswords,
  };
  const links = new PostgresPasswordLinkStore(pool);
  const grants = grantsThatEndLinks(resetGrants, links);
  const bareSelfService = createSelfService({ ...proving, resetGrants: grants });
  const auditedCredentials = new AuditedCredentials({
    ...{ store: credentials, keyring, audit, clock, random },
  });
  const policyAdministration = new PolicyAdministration({
    store: policyStore,
    policies,
    directory,
  });
  const regulation = new AuditedRegulation(strikes, audit, clock);
  const selfService = new LimitedSelfService(
    bareSelfService,
    { quotas, audit, clock },
    dependencies.addressLimits,
  );
  const selfCare = createSelfCare({
    ...common,
    store: new PostgresCareStore(pool),
    quotas,
    enrollments,
    requiredEnrollments,
    kinds: { answers: answersEnrollment, totp: authenticators, email: emailEnrollment },
    recoveryLocks: lockStore,
    sealedPasswords,
    resetGrants: grants,
    sessions: webSessions,
    notices,
  });
  return {
    engine,
    forecasts: new LogonForecasts({ ...common, requiredEnrollments, quotas }),
    credentials: auditedCredentials,
    policies,
    policyAdministration,
    texts,
    messageAdministration: new MessageAdministration({
      ...{ wordings, languages, audit, clock },
      changed: () => texts.forget(),
    }),
    audit,
    strikes: regulation,
    recoveryLocks,
    sealedPasswords,
    resetGrants,
    passwords,
    passwordHistory,
    requiredEnrollments,
    kitsSignedBy: (signer) =>
      new Kits({
        directory,
        policies,
        credentials,
        recoveryLocks: lockStore,
        sealedPasswords,
        factors: factorsByMethod,
        store: kits,
        logons,
        offlineCodes: new OfflineCodes({
          store: offlineCodes,
          keyring,
          random,
          work: new LockWork(CODE_WORK),
        }),
        codeStore: offlineCodes,
        journal: new OfflineJournal({ events, kits, offlineCodes, resetGrants, audit, clock }),
        signer,
        keyring,
        audit,
        clock,
      }),
    selfService,
    selfCare,
    web: { logons, enrollments, directory, policies, sessions: webSessions, random },
    helpDesk: createHelpDesk({
      ...{ directory, policies, policyAdministration, strikes: regulation, credentials },
      ...{ recoveryLocks: lockStore, requiredEnrollments, clock, logger: dependencies.logger },
      records: new PostgresPersonRecords(pool),
      tokens: new PostgresTokenStore(pool),
      callers: new CallerVerification(sessions, clock),
    }),
    deskActionsWith: (more) =>
      createDeskActions({
        ...proving,
        ...{ resetGrants, links, permits, auditedCredentials, offlineCodes, quotas, mailer },
        mailTexts: texts,
        recoveryLocks: lockStore,
        ...more,
      }),
    sweepers: [
      ...[
        logons,
        enrollments,
        permits,
        sessions,
        webSessions,
        links,
        strikes,
        sendQuota,
        quotas,
        events,
        offlineCodes,
      ],
    ],
  };
}
