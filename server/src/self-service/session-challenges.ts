import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { FactorMethod, OfferedMethod } from '@gatehouse/protocol';

import type { AuditEventType } from '../audit/audit-log.js';
import { deliver } from '../authentication/deliver.js';
import { offersOf } from '../authentication/offers.js';
import type { DirectoryAccount } from '../directory/directory.js';
import type { Factor, FactorSubject, PreparedChallenge } from '../factors/factor.js';
import type { SendLimits } from '../factors/send-quota.js';
import { proofsOf, rulesOf } from './self-service-door.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { SelfServiceSource } from './self-service.js';
import type { Session, SessionChallenge } from './session.js';

/** A challenge that is ready, and not yet sent. */
export interface IssuedChallenge {
  challenge: SessionChallenge;
  factor: Factor;
  prepared: PreparedChallenge;
}

/** How many of the codes of a logon are sent besides to whoever has proven nothing. */
const STRANGERS_SHARE = 0.5;

/** Nobody's account: what is prepared for it costs as much as for anybody's, and can be delivered nowhere. */
const NOBODY: DirectoryAccount = {
  principalId: 'phantom/nobody',
  realm: '',
  sid: 'S-1-0-0',
  netbiosDomain: '',
  samAccountName: 'nobody',
};

/** Makes and sends the challenges of sessions. */
export class SessionChallenges {
  readonly #parts: SelfServiceParts;

  constructor(parts: SelfServiceParts) {
    this.#parts = parts;
  }

  /**
   * What a session may use. Where nothing is proven yet, that is all the policy allows, without destinations: what a
   * person really has would tell who exists (R38). After right answers it is what the person has.
   */
  async offers(session: Session): Promise<OfferedMethod[]> {
    const { factors } = this.#parts;
    const { methods } = session.settings;
    if (isAnonymous(session)) {
      return methods.filter((method) => factors.has(method)).map((method) => ({ method }));
    }
    const subject = await this.subjectOf(session);
    if (subject === undefined) return [];
    const offers = offersOf(factors, subject, session.settings, methods);
    return rulesOf(session).takesBreakGlass
      ? offers
      : offers.filter(({ method }) => method !== 'break-glass');
  }

  /** The first challenge of a session: a factor that may not send again so soon makes way for the next one. */
  async first(session: Session, now: Date): Promise<IssuedChallenge | 'not-enrolled' | 'too-many'> {
    const offered = await this.offers(session);
    if (offered.length === 0) return 'not-enrolled';
    for (const { method } of offered) {
      const issued = await this.issue(session, method, { offered, sends: 0 }, now);
      if (issued !== undefined) return issued;
    }
    return 'too-many';
  }

  /** @returns undefined when too many codes were sent to this person */
  async issue(
    session: Session,
    method: FactorMethod,
    before: Pick<SessionChallenge, 'offered' | 'sends'>,
    now: Date,
  ): Promise<IssuedChallenge | undefined> {
    const { factors, sendQuota, random } = this.#parts;
    const factor = factors.get(method);
    if (factor === undefined) return undefined;
    const { settings, language } = session;
    const { key, limits } = sendLimitsOf(session);
    if (factor.sends && !(await sendQuota.take(key, limits, now))) return undefined;
    const subject = (await this.subjectOf(session)) ?? { account: NOBODY, credentials: [] };
    const id = formatId('chl', random.bytes(ID_BYTES));
    const prepared = factor.prepare({
      ...{ challengeId: id, logonId: session.id },
      ...{ subject, settings, language },
    });
    const sends = before.sends + (factor.sends ? 1 : 0);
    const { codeMac } = prepared;
    return { challenge: { id, method, codeMac, sends, offered: before.offered }, factor, prepared };
  }

  /**
   * Sends a challenge and writes that down. Where nothing is proven yet nobody waits for it or hears how it went: a mail
   * server that is slow, or refuses, would tell who exists (R38).
   *
   * @returns whether it was delivered, as far as that is told
   */
  async send(
    session: Session,
    { prepared, challenge }: IssuedChallenge,
    type: Extract<AuditEventType, 'challenge.issued' | 'challenge.resent'>,
    source: SelfServiceSource,
  ): Promise<boolean> {
    const sending = this.#deliver(session, prepared, challenge.method, type, source);
    if (!isAnonymous(session)) return sending;
    const { correlationId } = source;
    void sending.catch((error: unknown) =>
      this.#parts.logger?.warn('a code was not sent', { correlationId, error }),
    );
    return true;
  }

  /** The person as of now: an address that was changed or withdrawn since gets nothing (R27). */
  async subjectOf(session: Session): Promise<FactorSubject | undefined> {
    const { directory, credentials } = this.#parts;
    // Asked for whoever cannot get through as well, so that it takes as long.
    const [account, enrolled] = await Promise.all([
      directory.findById(session.principalId),
      credentials.list(session.principalId),
    ]);
    if (account === undefined || session.account === undefined) return undefined;
    return { account, credentials: enrolled };
  }

  async #deliver(
    session: Session,
    prepared: PreparedChallenge,
    method: FactorMethod,
    type: AuditEventType,
    source: SelfServiceSource,
  ): Promise<boolean> {
    const delivered = await deliver(prepared, this.#parts, source.correlationId);
    await this.#parts.journal.record(source, session, [
      {
        type,
        outcome: delivered ? 'success' : 'failure',
        facts: {
          ...(delivered ? {} : { code: 'factor.undeliverable' }),
          detail: { method },
        },
      },
    ]);
    return delivered;
  }
}

/**
 * What codes count against. Those that anybody may ask for are fewer, and counted apart for each door: a stranger who asks
 * for all of them leaves the person the codes of a logon, which take the password first. Names that nobody has count alike.
 */
function sendLimitsOf(session: Session): { key: string; limits: SendLimits } {
  const { door, principalId, settings } = session;
  const { sendLimit, sendWindowMinutes } = settings.otp;
  if (!isAnonymous(session)) return { key: principalId, limits: settings.otp };
  return {
    key: `self-service:${door} ${principalId}`,
    limits: { sendLimit: Math.max(1, Math.floor(sendLimit * STRANGERS_SHARE)), sendWindowMinutes },
  };
}

/** Whether a code is asked for before anything is proven. */
function isAnonymous(session: Session): boolean {
  return !rulesOf(session).knowsPerson && proofsOf(session)[0] === 'code';
}
