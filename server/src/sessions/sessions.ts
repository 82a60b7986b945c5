import { ID_BYTES, formatCorrelationId, formatId } from '@gatehouse/protocol';
import type { FactorMethod, WebDoorPolicy } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';
import type { AccountCheck } from './account-check.js';
import type { Person } from './person.js';
import type { SessionEnder } from './session-ender.js';
import type { SessionGate } from './session-gate.js';
import type { SessionSelection, SessionStore } from './session-store.js';
import { hashOfToken, makeBrowserSecret } from './session-token.js';
import { personOf } from './session.js';
import type { SessionEnd, SessionEndReason, StoredSession } from './session.js';

const MINUTE_MS = 60_000;

/** A use is written down only when the last one is older: pages ask many things at once. */
const TOUCH_AFTER_MS = 15_000;
const MAX_USER_AGENT = 256;
const SWEEP_BATCH = 200;

export interface SessionsDependencies {
  store: SessionStore;
  accounts: AccountCheck;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** A sign-in in which everything was proven and enrolled. */
export interface ProvenSignIn {
  principalId: string;
  principalName: string;
  methods: FactorMethod[];
  generation: string | undefined;
  policy: WebDoorPolicy;
  userAgent: string | undefined;
  /** The token of the session that this browser had until now. */
  replaces: string | undefined;
}

/** A session, and the token that only its browser gets. */
export interface OpenedSession {
  session: StoredSession;
  token: string;
}

/** Sessions of people who signed in at a browser. */
export class Sessions implements SessionGate, SessionEnder {
  readonly name = 'sessions';
  readonly #dependencies: SessionsDependencies;

  constructor(dependencies: SessionsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Opens a session with a token of its own, whatever the browser had before. The audit comes before the token.
   * @returns undefined when the person has as many as the policy allows, which is audited, and ends nothing
   */
  async open(signIn: ProvenSignIn, context: RequestContext): Promise<OpenedSession | undefined> {
    const { store, clock, random } = this.#dependencies;
    const now = clock.now();
    const replaced = await this.#findReplaced(signIn, now);
    const { token, hash } = makeBrowserSecret(random);
    const session = this.#newSession(signIn, now, context);
    const { concurrentSessions: limit, atSessionLimit: atLimit } = signIn.policy;
    const opened = await store.open(session, hash, { limit, atLimit, replaces: replaced?.id });
    if (opened.outcome === 'limit') {
      await this.#audit(session, { type: 'session.refused', code: 'session.limit' }, context);
      return undefined;
    }
    for (const ended of opened.ended) {
      const reason = ended.id === replaced?.id ? 'replaced' : (overdue(ended, now) ?? 'newer');
      await this.#auditEnd(ended, { reason }, context);
    }
    if (replaced !== undefined) {
      const { principalId, id } = replaced;
      await this.end({ principalId, id }, 'replaced', context);
    }
    await this.#audit(session, { type: 'session.opened' }, context);
    return { session, token };
  }

  /** @throws ApplicationError `session.required`; DirectoryUnavailableError when nobody could say for long who is who */
  async require(token: string | undefined): Promise<Person> {
    const session = await this.#findLive(token);
    await this.#touch(session);
    return personOf(session);
  }

  /** @throws as {@link require} */
  async look(token: string | undefined): Promise<Person> {
    return personOf(await this.#findLive(token));
  }

  /** @throws ApplicationError `session.required` */
  async show({ principalId, sessionId }: Person): Promise<StoredSession> {
    const session = (await this.list(principalId)).find(({ id }) => id === sessionId);
    if (session === undefined) throw new ApplicationError('session.required');
    return session;
  }

  /** Newest first. */
  list(principalId: string): Promise<StoredSession[]> {
    return this.#dependencies.store.list(principalId, this.#dependencies.clock.now());
  }

  /**
   * Remembers a new proof in a session, with a new token: whoever had the one before has nothing.
   * @throws ApplicationError `session.required` when the session is over by now
   */
  async prove(
    person: Person,
    proof: { methods: FactorMethod[]; generation: string | undefined },
    context: RequestContext,
  ): Promise<OpenedSession> {
    const { store, clock, random } = this.#dependencies;
    const { token, hash } = makeBrowserSecret(random);
    const before = person.methods.filter((method) => !proof.methods.includes(method));
    const methods = [...before, ...proof.methods];
    const { generation } = proof;
    const proven = { tokenHash: hash, methods, generation };
    const session = await store.prove(person.sessionId, proven, clock.now());
    if (session === undefined) throw new ApplicationError('session.required');
    await this.#audit(session, { type: 'session.proven' }, context);
    return { session, token };
  }

  /** @returns how many were ended: none when they are over, or another person's */
  end(
    selection: SessionSelection,
    reason: SessionEndReason,
    context: RequestContext,
  ): Promise<number> {
    return this.#end(selection, { reason }, context);
  }

  /**
   * @param operatorReason what the operator says, for whoever reads the audit
   * @returns as {@link end}
   */
  endForOperator(
    selection: SessionSelection,
    operatorReason: string,
    context: RequestContext,
  ): Promise<number> {
    return this.#end(selection, { reason: 'administrator', operatorReason }, context);
  }

  endAll(principalId: string, reason: SessionEndReason, context: RequestContext): Promise<number> {
    return this.end({ principalId }, reason, context);
  }

  /** After the owner changed the password in a session: that one goes on, and no other. */
  async keepOnly({ principalId, sessionId }: Person, context: RequestContext): Promise<number> {
    await this.#dependencies.store.forgetGeneration(sessionId);
    return this.end({ principalId, except: sessionId }, 'password', context);
  }

  /** Audits the ends of sessions that nobody ended. */
  async sweep(now: Date): Promise<number> {
    const { store, random } = this.#dependencies;
    const expired = await store.takeExpired(now, SWEEP_BATCH);
    for (const session of expired) {
      const correlationId = formatCorrelationId(random.bytes(16));
      const reason = overdue(session, now) ?? 'expired';
      await this.#auditEnd(session, { reason }, { correlationId });
    }
    return expired.length;
  }

  async #findLive(token: string | undefined): Promise<StoredSession> {
    const { store, accounts, clock } = this.#dependencies;
    const now = clock.now();
    const hash = hashOfToken(token);
    const session = hash && (await store.find(hash, now));
    if (session === undefined) throw new ApplicationError('session.required');
    const reason = await accounts.reasonToEnd(session, now);
    if (reason !== undefined) {
      const correlationId = formatCorrelationId(this.#dependencies.random.bytes(16));
      const { principalId, id } = session;
      await this.end({ principalId, id }, reason, { correlationId });
      throw new ApplicationError('session.required');
    }
    return session;
  }

  async #touch({ id, lastSeenAt }: StoredSession): Promise<void> {
    const { store, clock } = this.#dependencies;
    const now = clock.now();
    const isStale = now.getTime() - lastSeenAt.getTime() >= TOUCH_AFTER_MS;
    if (isStale && !(await store.touch(id, now))) throw new ApplicationError('session.required');
  }

  /** Whoever signs in where somebody is signed in leaves that session: its token is of no use any more. */
  async #findReplaced({ replaces }: ProvenSignIn, now: Date): Promise<StoredSession | undefined> {
    const hash = hashOfToken(replaces);
    return hash && this.#dependencies.store.find(hash, now);
  }

  #newSession(
    { policy, principalId, principalName, methods, generation, userAgent }: ProvenSignIn,
    now: Date,
    { correlationId, source }: RequestContext,
  ): StoredSession {
    const { sessionIdleMinutes: idleMinutes, sessionAbsoluteHours } = policy;
    return {
      id: formatId('ses', this.#dependencies.random.bytes(ID_BYTES)),
      ...{ principalId, principalName, methods, generation },
      ...{ createdAt: now, lastSeenAt: now, authenticatedAt: now, checkedAt: now },
      idleMinutes,
      idleExpiresAt: new Date(now.getTime() + idleMinutes * MINUTE_MS),
      expiresAt: new Date(now.getTime() + sessionAbsoluteHours * 60 * MINUTE_MS),
      address: source,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT),
      correlationId,
    };
  }

  async #end(selection: SessionSelection, why: SessionEnd, context: RequestContext) {
    const { store, clock } = this.#dependencies;
    const ended = await store.end(selection, clock.now());
    for (const session of ended) await this.#auditEnd(session, why, context);
    return ended.length;
  }

  #auditEnd(session: StoredSession, why: SessionEnd, context: RequestContext) {
    return this.#audit(session, { type: 'session.ended', ...why }, context);
  }

  async #audit(
    { id, principalId, principalName }: StoredSession,
    event:
      | { type: 'session.opened' | 'session.proven' }
      | { type: 'session.refused'; code: string }
      | ({ type: 'session.ended' } & SessionEnd),
    { correlationId, source, operator }: RequestContext,
  ): Promise<void> {
    await this.#dependencies.audit.append({
      type: event.type,
      outcome: event.type === 'session.refused' ? 'failure' : 'success',
      door: 'web',
      ...{ correlationId, source, operator, principalId, principalName },
      ...('code' in event && { code: event.code }),
      detail: {
        ...(event.type !== 'session.refused' && { session: id }),
        ...('reason' in event && { reason: event.reason }),
        ...('operatorReason' in event && { operatorReason: event.operatorReason }),
      },
    });
  }
}

/** How a session ended by itself; undefined while it holds. */
function overdue(
  { expiresAt, idleExpiresAt }: StoredSession,
  now: Date,
): SessionEndReason | undefined {
  if (idleExpiresAt > now && expiresAt > now) return undefined;
  return idleExpiresAt < expiresAt ? 'idle' : 'expired';
}
