import type { FactorMethod, PolicySettings } from '@gatehouse/protocol';

import type { AuditEventType, AuditOrigin, AuditRecord } from '../audit/audit-log.js';
import type { RequestContext } from '../context.js';
import type { DirectoryAccount } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Credential } from '../factors/credential-store.js';
import type { NoticeKind } from '../notices/notice-texts.js';
import type { QuotaLimit, QuotaScope } from '../regulation/quotas.js';
import type { Person } from '../sessions/person.js';
import { requireRecent } from '../sessions/require-recent.js';
import type { CareParts } from './care-parts.js';

/** Somebody who is signed in, and the request in which they take care of themselves. */
export interface Caller {
  person: Person;
  context: RequestContext;
}

/** How long a proof of who is there is good for what changes how one is proven. */
export const PROOF_MINUTES = 10;

/** A caller as the directory, the policies and the enrolments are at this moment. */
export class Caring {
  readonly #parts: CareParts;
  readonly caller: Caller;
  readonly account: DirectoryAccount;
  readonly settings: PolicySettings;
  readonly credentials: readonly Credential[];
  readonly now: Date;

  private constructor(
    parts: CareParts,
    caller: Caller,
    state: Pick<Caring, 'account' | 'settings' | 'credentials' | 'now'>,
  ) {
    this.#parts = parts;
    this.caller = caller;
    this.account = state.account;
    this.settings = state.settings;
    this.credentials = state.credentials;
    this.now = state.now;
  }

  /** @throws ApplicationError `session.required` when the account is gone, disabled or expired; DirectoryUnavailableError */
  static async of(parts: CareParts, caller: Caller): Promise<Caring> {
    const { principalId } = caller.person;
    const [account, credentials] = await Promise.all([
      parts.directory.findById(principalId),
      parts.credentials.list(principalId),
    ]);
    const now = parts.clock.now();
    if (account === undefined || !isUsable(account, now)) {
      throw new ApplicationError('session.required');
    }
    const { settings } = await parts.policies.resolve(account);
    return new Caring(parts, caller, { account, settings, credentials, now });
  }

  get origin(): AuditOrigin {
    const { correlationId, source } = this.caller.context;
    return { correlationId, door: 'web', source };
  }

  /**
   * What changes how a person is proven needs a factor that was proven in this session not long ago, and that the person
   * still has: what was taken away since proves nothing any more. Whoever has none yet enrols the first one by the password alone only where the policy says so, and never in an account that nobody used, or
   * whose password was reset by self-service (R6).
   * @throws ApplicationError `session.proof-required`
   */
  async requireProof(): Promise<void> {
    requireRecent(this.caller.person, PROOF_MINUTES, this.now);
    await this.requireStanding();
  }

  /**
   * Whether the newest proof of this session is one of an enrolled factor that the person still has: neither the password alone,
   * nor a code that stands in for a factor.
   */
  get isProvenByFactor(): boolean {
    const newest = this.caller.person.methods.at(-1);
    if (newest === undefined || newest === 'break-glass' || newest === 'recovery-code')
      return false;
    return this.#stillHas(newest);
  }

  /**
   * As {@link requireProof}, however old the proof is: for the end of what was begun with a recent one.
   * @throws ApplicationError `session.proof-required`
   */
  async requireStanding(): Promise<void> {
    const { methods } = this.caller.person;
    if (methods.some((method) => this.#stillHas(method))) return;
    if (methods.length === 0 && (await this.#firstProof()) !== undefined) return;
    throw new ApplicationError('session.proof-required', {
      detail:
        'This needs a second factor that was proven in this session and that you still have. Whoever has none gets the first one at a workstation, from an administrator or the help desk.',
    });
  }

  /**
   * One that came after the proof was not what was proven. A break-glass code counts after its use, as long as it was not
   * taken away: it is given for this. So does a recovery code, as long as its set is there.
   */
  #stillHas(method: FactorMethod): boolean {
    const { authenticatedAt } = this.caller.person;
    const isThere = this.credentials.some(
      (credential) => credential.method === method && credential.createdAt <= authenticatedAt,
    );
    return isThere || (method === 'email' && this.hasDirectoryAddress);
  }

  /** The directory's own address is a factor that nobody can remove here. */
  get hasDirectoryAddress(): boolean {
    return this.account.mail !== undefined && this.settings.contact.email !== 'alternate';
  }

  /** Whether the first factor is enrolled on a permit of the help desk, which it spends. */
  async isPermitted(): Promise<boolean> {
    return this.caller.person.methods.length === 0 && (await this.#firstProof()) === 'permit';
  }

  #firstProof(): Promise<'policy' | 'permit' | undefined> {
    const subject = { principalId: this.caller.person.principalId, credentials: this.credentials };
    const { requiredEnrollments } = this.#parts;
    return requiredEnrollments.firstProof(this.account, subject, this.settings, this.now);
  }

  /** @throws ApplicationError `rate.limited` */
  async take(scope: QuotaScope, limit: QuotaLimit): Promise<void> {
    const { quotas } = this.#parts;
    const verdict = await quotas.take(scope, this.caller.person.principalId, limit, this.now);
    if (verdict.allowed) return;
    const until = verdict.until.toISOString();
    if (verdict.isFirst)
      await this.record('limit.reached', 'failure', { detail: { limit: scope, until } });
    throw new ApplicationError('rate.limited', { detail: `again at ${until}` });
  }

  record(
    type: AuditEventType,
    outcome: AuditRecord['outcome'],
    facts: Pick<AuditRecord, 'code' | 'detail'> = {},
  ): Promise<void> {
    const { principalId, principalName } = this.caller.person;
    return this.#parts.audit.append({
      ...{ type, outcome, ...this.origin, principalId, principalName, ...facts },
    });
  }

  /** Tells the person, at every address that was known before. */
  notify(kind: NoticeKind, language: string | undefined, what?: string): void {
    const { correlationId } = this.caller.context;
    this.#parts.notices.tell({
      ...{ kind, account: this.account, credentials: this.credentials, language, correlationId },
      ...(what === undefined ? {} : { values: { what } }),
    });
  }
}
