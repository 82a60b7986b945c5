import type { CheckLogon, ForecastStep, LogonForecast, PolicySettings } from '@gatehouse/protocol';

import type { AuditEventType, AuditRecord } from '../audit/audit-log.js';
import { hasWindowsAccount } from '../directory/directory.js';
import type { DirectoryAccount } from '../directory/directory.js';
import type { EnrollmentKind } from '../enrollment/enrollment-kind.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Credential } from '../factors/credential-store.js';
import { allowsKit } from '../kits/allows-kit.js';
import { policyReferenceOf } from '../policy/policies.js';
import type { QuotaLimit, Quotas } from '../regulation/quotas.js';
import { isObserved, isOptional } from './asks-factor.js';
import { methodsAtDoor, settingsAtDoor } from './doors.js';
import type { LogonEngineDependencies } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';
import { originOf } from './logon-journal.js';
import { accountNameOf, strikeKeyOf } from './logon.js';
import { offersOf } from './offers.js';
import { reliefOf } from './relief.js';
import type { Relief } from './relief.js';

/** What one workstation may ask: enough for whoever looks into a complaint, too little to read a directory by. */
export const CHECK_LIMIT: QuotaLimit = { limit: 30, windowMinutes: 60 };

export type LogonForecastsDependencies = Pick<
  LogonEngineDependencies,
  | 'directory'
  | 'policies'
  | 'strikes'
  | 'credentials'
  | 'factors'
  | 'requiredEnrollments'
  | 'audit'
  | 'clock'
> & { quotas: Quotas };

export interface ForecastRequest extends CheckLogon {
  source: Source;
}

/** Somebody whom the directory knows, and what holds for them. */
interface Subject {
  account: DirectoryAccount;
  settings: PolicySettings;
  credentials: readonly Credential[];
  missing: readonly EnrollmentKind[];
  now: Date;
}

/**
 * Says what a right password would bring, by the rules of the engine and without a logon: no strike, nothing sent. Whoever
 * holds a workstation's key is told whether there is such a person, which a logon tells nobody; so it is counted and
 * written down who asked for whom.
 */
export class LogonForecasts {
  readonly #parts: LogonForecastsDependencies;

  constructor(dependencies: LogonForecastsDependencies) {
    this.#parts = dependencies;
  }

  /**
   * @throws ApplicationError `rate.limited`
   * @throws DirectoryUnavailableError
   */
  async ask(request: ForecastRequest): Promise<LogonForecast> {
    const now = this.#parts.clock.now();
    await this.#count(request.source, now);
    const account = await this.#parts.directory.find(request.name);
    if (account === undefined) {
      // The name may be anything that somebody typed, a password too.
      await this.#record(request.source, 'logon.checked', { code: 'principal.unknown' });
      return { known: false };
    }
    const resolved = await this.#parts.policies.resolve(account, request.name);
    const settings = settingsAtDoor(resolved.settings, request.source.door);
    const { principalId } = account;
    const credentials = await this.#parts.credentials.list(principalId);
    const enrolled = { principalId, credentials };
    const missing = await this.#parts.requiredEnrollments.missing(enrolled, settings);
    const subject = { account, settings, credentials, missing, now };
    const step = await this.#stepOf(request, subject);
    const policy = policyReferenceOf(resolved);
    await this.#record(request.source, 'logon.checked', {
      ...{ principalId, principalName: accountNameOf(account), policy },
      detail: { would: step.would },
    });
    const { sid, netbiosDomain, samAccountName } = account;
    const { mode, offline } = settings.desktop;
    return {
      known: true,
      account: { sid, netbiosDomain, samAccountName },
      policy,
      mode,
      step,
      missing: missing.map(({ what }) => what),
      offline: { rule: offline, kit: allowsKit(settings) },
    };
  }

  /** The order is that of the engine's checks: see `begin-checks.ts` and `first-challenge.ts`. */
  async #stepOf(request: ForecastRequest, subject: Subject): Promise<ForecastStep> {
    const { account, settings, now } = subject;
    // Windows decides alone: neither a lock nor the account's state is looked at.
    if (isObserved({ request, settings })) return { would: 'grant', because: 'observed' };
    const { strikes, directory } = this.#parts;
    const key = strikeKeyOf(request.source, account.principalId);
    const lock = await strikes.findLock(key, settings.lockout, now);
    if (lock !== undefined) {
      const until = lock.until?.toISOString();
      return { would: 'deny', code: lock.code, ...(until === undefined ? {} : { until }) };
    }
    if (account.disabled === true) return { would: 'deny', code: 'account.disabled' };
    if (account.expiresAt !== undefined && account.expiresAt <= now) {
      return { would: 'deny', code: 'account.expired' };
    }
    if (!hasWindowsAccount(account)) return { would: 'deny', code: 'account.no-windows' };
    const relief = await reliefOf({ request, settings, now }, account, directory);
    return relief === undefined ? this.#asked(request, subject) : this.#relieved(relief, subject);
  }

  async #asked(request: ForecastRequest, subject: Subject): Promise<ForecastStep> {
    const { account, settings, credentials, missing, now } = subject;
    const door = settings.logon[request.source.door];
    const offered = offersOf(
      this.#parts.factors,
      { account, credentials },
      settings,
      methodsAtDoor(settings, request.source.door),
    ).map(({ method }) => method);
    if (offered.length > 0) return { would: 'ask', methods: offered };
    if (isOptional({ request, settings })) return this.#relieved({ because: 'optional' }, subject);
    const provable = await this.#parts.requiredEnrollments.provable(
      account,
      { principalId: account.principalId, credentials },
      { settings, door, missing, now },
    );
    if (provable === undefined) return { would: 'deny', code: 'factor.not-enrolled' };
    return { would: 'enroll', what: provable.missing.map(({ what }) => what) };
  }

  async #relieved(relief: Relief, subject: Subject): Promise<ForecastStep> {
    const { missing } = subject;
    const { because } = relief;
    if (missing.length > 0 && (await this.#mayProve(subject))) {
      return { would: 'enroll', what: missing.map(({ what }) => what) };
    }
    if (because !== 'excluded') return { would: 'grant', because };
    const { sid, until } = relief.exclusion;
    const exclusion = { sid, ...(until === undefined ? {} : { until }) };
    return { would: 'grant', because, exclusion };
  }

  async #mayProve({ account, settings, credentials, now }: Subject): Promise<boolean> {
    const enrolled = { principalId: account.principalId, credentials };
    const { requiredEnrollments } = this.#parts;
    return (await requiredEnrollments.firstProof(account, enrolled, settings, now)) !== undefined;
  }

  async #count(source: Source, now: Date): Promise<void> {
    const taken = await this.#parts.quotas.take('logon.check', source.key, CHECK_LIMIT, now);
    if (taken.allowed) return;
    const until = taken.until.toISOString();
    if (taken.isFirst) {
      await this.#record(source, 'limit.reached', { detail: { limit: 'logon.check', until } });
    }
    throw new ApplicationError('rate.limited', {
      detail: `from this workstation again at ${until}`,
    });
  }

  async #record(
    source: Source,
    type: AuditEventType,
    facts: Pick<AuditRecord, 'principalId' | 'principalName' | 'policy' | 'code' | 'detail'>,
  ): Promise<void> {
    const outcome = type === 'limit.reached' ? 'failure' : 'info';
    await this.#parts.audit.append({ type, outcome, ...originOf(source), ...facts });
  }
}
