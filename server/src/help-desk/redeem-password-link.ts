import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type {
  ChallengeId,
  FactorMethod,
  SelfServiceId,
  SelfServiceVerdict,
} from '@gatehouse/protocol';

import { accountNameOf } from '../authentication/logon.js';
import { offersOf } from '../authentication/offers.js';
import { denied } from '../authentication/verdicts.js';
import type { RequestContext } from '../context.js';
import type { DirectoryAccount } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Notices } from '../notices/notices.js';
import { policyReferenceOf } from '../policy/policies.js';
import type { ProofSteps } from '../self-service/create-proof-steps.js';
import { strikeKeyOf } from '../self-service/self-service-door.js';
import type { SelfServiceParts } from '../self-service/self-service-parts.js';
import type { SelfServiceSource } from '../self-service/self-service.js';
import { sessionSettingsOf } from '../self-service/session-settings.js';
import type { Session } from '../self-service/session.js';
import type { PasswordLink, PasswordLinkStore } from './password-link-store.js';
import { linkTokenMac } from './password-link-token.js';

/** Whoever has the token. It is asked for with every step: a session without its link is nothing (R29). */
export interface LinkHolder {
  token: string;
  context: RequestContext;
}

/** A step of a session that was begun with the link. */
export interface LinkStep extends LinkHolder {
  sessionId: SelfServiceId;
}

interface OpenLink {
  link: PasswordLink;
  account: DirectoryAccount;
  source: SelfServiceSource;
  now: Date;
}

/**
 * What people do with a link: prove a factor, where they have one, and choose a new password. It is self-service whose first
 * proof is the link: the same strikes, rules and audit (R33, R34), and nobody is logged on by it.
 */
export class RedeemPasswordLinks {
  readonly #parts: SelfServiceParts;
  readonly #steps: ProofSteps;
  readonly #links: PasswordLinkStore;
  readonly #notices: Notices;

  /** @param parts whose grants are the links */
  constructor(
    parts: SelfServiceParts,
    { steps, links, notices }: { steps: ProofSteps; links: PasswordLinkStore; notices: Notices },
  ) {
    this.#parts = parts;
    this.#steps = steps;
    this.#links = links;
    this.#notices = notices;
  }

  /**
   * What the link's owner does first. It may be opened again: only a new password uses it up.
   * @throws ApplicationError `password-link.invalid`, whatever is wrong with it
   */
  async open(holder: LinkHolder & { language?: string | undefined }): Promise<SelfServiceVerdict> {
    const open = await this.#require(holder);
    const { source, now } = open;
    const { session, hasFactor } = await this.#sessionOf(open, holder.language);
    const key = strikeKeyOf(source, session.principalId);
    const lock = await this.#parts.strikes.findLock(key, session.settings.lockout, now);
    if (lock !== undefined) {
      return denied(lock.code, source.correlationId, { lockedUntil: lock.until });
    }
    const moment = { source, now };
    const next = hasFactor
      ? await this.#steps.next.atBeginning(session, moment)
      : await this.#steps.next.after('code', session, moment);
    if (typeof next === 'string') return denied(next, source.correlationId);
    await this.#parts.sessions.open(session, next.to);
    await this.#parts.journal.record(source, session, [
      {
        type: 'password-link.opened',
        outcome: 'info',
        facts: { detail: { link: open.link.id, factor: hasFactor } },
      },
    ]);
    return next.enter();
  }

  /** @throws ApplicationError `password-link.invalid` */
  async answerCode(
    step: LinkStep & { challengeId: ChallengeId; code: string },
  ): Promise<SelfServiceVerdict> {
    const { source } = await this.#require(step);
    return this.#steps.answerCode.run({ ...step, source });
  }

  /** @throws ApplicationError `password-link.invalid` */
  async choose(
    step: LinkStep & { challengeId: ChallengeId; method: FactorMethod },
  ): Promise<SelfServiceVerdict> {
    const { source } = await this.#require(step);
    return this.#steps.choose.run({ ...step, source });
  }

  /** The caller wipes the password. @throws ApplicationError `password-link.invalid` */
  async redeem(step: LinkStep & { password: Uint8Array }): Promise<SelfServiceVerdict> {
    const { source, account } = await this.#require(step);
    const credentials = await this.#parts.credentials.list(account.principalId);
    const verdict = await this.#steps.reset.run({ ...step, source });
    if (verdict.outcome === 'done') {
      const session = await this.#parts.sessions.find(step.sessionId);
      const { correlationId } = source;
      const told = { account, credentials, language: session?.language, correlationId };
      this.#notices.tell({ ...told, kind: 'password-reset' });
    }
    return verdict;
  }

  /**
   * The link of a token, and its owner as of now. A password that came since, by whatever way, ends the link, and so does an
   * account that is gone, disabled or expired.
   */
  async #require({ token, context }: LinkHolder): Promise<OpenLink> {
    const { keyring, clock, directory } = this.#parts;
    const now = clock.now();
    const link = await this.#links.find(linkTokenMac(keyring, token), now);
    const account = link && (await directory.findById(link.principalId));
    const holds =
      account !== undefined &&
      isUsable(account, now) &&
      account.passwordGeneration === link?.generation;
    if (link === undefined || !holds) throw new ApplicationError('password-link.invalid');
    const { correlationId, source: address } = context;
    return {
      ...{ link, account, now },
      source: { door: 'password-link', key: link.id, address, correlationId },
    };
  }

  async #sessionOf(
    { link, account, source }: OpenLink,
    language: string | undefined,
  ): Promise<{ session: Session; hasFactor: boolean }> {
    const { random, policies, credentials, factors } = this.#parts;
    const { principalId, sid, netbiosDomain, samAccountName } = account;
    const policy = await policies.resolve(account);
    const settings = sessionSettingsOf(source, policy.settings, policyReferenceOf(policy));
    const subject = { account, credentials: await credentials.list(principalId) };
    const offers = offersOf(factors, subject, settings, settings.methods);
    const session: Session = {
      id: formatId('sfs', random.bytes(ID_BYTES)),
      door: 'password-link',
      sourceKey: link.id,
      purpose: 'reset',
      proof: 'otp',
      resetGrant: true,
      principalId,
      principalName: accountNameOf(account),
      account: { sid, netbiosDomain, samAccountName },
      language,
      settings,
      questions: undefined,
    };
    return { session, hasFactor: offers.length > 0 };
  }
}
