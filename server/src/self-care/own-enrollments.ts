import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type {
  AnswersStep,
  LogonId,
  SelfCareAnswer,
  StartedAuthenticator,
} from '@gatehouse/protocol';
import type { Answer } from '@gatehouse/protocol/recovery';

import { namesOf } from '../authentication/first-enrollment.js';
import type { EnrollingLogon, OpenEnrollment } from '../enrollment/enrollment-kind.js';
import { passwordMac } from '../enrollment/password-mac.js';
import { ApplicationError } from '../errors/application-error.js';
import { maskAddress } from '../factors/mail-address.js';
import type { NoticeKind } from '../notices/notice-texts.js';
import { denial } from './care-answers.js';
import type { CareParts } from './care-parts.js';
import { Caring } from './caring.js';
import type { Caller } from './caring.js';
import { provePassword } from './prove-password.js';

/** From the seed to its first code: people look for their telephones. */
const ENROLLING_MS = 15 * 60_000;

/** Enrolments that one person may begin: each makes rows, and some send mails. */
const BEGINNINGS = { limit: 20, windowMinutes: 60 };

/** Authenticators of one person; every code is compared with each of them. */
const MOST_AUTHENTICATORS = 10;

/** Enrolling something in a session, by the same kinds of enrolment as at a logon. */
export class OwnEnrollments {
  readonly #parts: CareParts;

  constructor(parts: CareParts) {
    this.#parts = parts;
  }

  /** @throws ApplicationError `session.proof-required`, `rate.limited` */
  async startAuthenticator(caller: Caller): Promise<StartedAuthenticator> {
    const caring = await this.#begin(caller);
    const own = caring.credentials.filter(({ method }) => method === 'totp');
    if (own.length >= MOST_AUTHENTICATORS) {
      throw new ApplicationError('rate.limited', {
        detail: 'there are as many authenticators as one person may have: remove one first',
      });
    }
    const open = await this.#open(caring);
    const started = await this.#parts.kinds.totp.start(open);
    if (started === undefined) throw new Error('an enrolment ended as it was begun');
    return { enrollmentId: open.logon.id, ...started };
  }

  /** @throws ApplicationError `session.proof-required` when what it was begun with is gone */
  async confirmAuthenticator(
    caller: Caller,
    { enrollmentId, code }: { enrollmentId: LogonId; code: string },
  ): Promise<SelfCareAnswer> {
    const caring = await Caring.of(this.#parts, caller);
    const open = await this.#find(caring, enrollmentId);
    const id = open?.stored.authenticator?.credentialId;
    if (open === undefined || id === undefined) return this.#unknown(caring);
    await caring.requireStanding();
    const outcome = await this.#parts.kinds.totp.take(open, { action: 'totp', code });
    if (outcome?.rejected !== undefined) return rejected(caring, outcome.rejected);
    return this.#finish(caring, open, 'factor-added', 'totp', (credential) => credential.id === id);
  }

  /**
   * Sends a code to one new address. Nothing is known of it before that code came back, and the old one goes on to count.
   * @throws ApplicationError `session.proof-required`, `rate.limited`
   */
  async addAddress(
    caller: Caller,
    { address, language }: { address: string; language?: string | undefined },
  ): Promise<SelfCareAnswer> {
    const { correlationId } = caller.context;
    const { email } = this.#parts.kinds;
    const caring = await this.#begin(caller);
    if (!email.isPossible()) return denial('policy.denied', correlationId);
    const open = await this.#open(caring, { language });
    const outcome = await email.take(open, { action: 'email', address });
    if (outcome?.rejected !== undefined) return rejected(caring, outcome.rejected);
    const enrollmentId = open.logon.id;
    return {
      outcome: 'sent',
      enrollmentId,
      destination: maskAddress(address.trim()),
      correlationId,
    };
  }

  /** @throws ApplicationError `session.proof-required` when what it was begun with is gone */
  async confirmAddress(
    caller: Caller,
    { enrollmentId, code }: { enrollmentId: LogonId; code: string },
  ): Promise<SelfCareAnswer> {
    const caring = await Caring.of(this.#parts, caller);
    const open = await this.#find(caring, enrollmentId);
    const address = open?.stored.address?.address;
    if (open === undefined || address === undefined) return this.#unknown(caring);
    await caring.requireStanding();
    const outcome = await this.#parts.kinds.email.take(open, { action: 'email-code', code });
    if (outcome?.rejected !== undefined) return rejected(caring, outcome.rejected);
    return this.#finish(
      ...([caring, open, 'factor-added', 'email'] as const),
      (credential) => credential.method === 'email' && credential.address === address,
    );
  }

  /** What can be answered; undefined where the policy asks nothing. */
  async questions(caller: Caller, language: string | undefined): Promise<AnswersStep | undefined> {
    const caring = await Caring.of(this.#parts, caller);
    const { answers } = this.#parts.kinds;
    if (!answers.isPossible(caring.settings)) return undefined;
    return answers.questions(caring.settings.answers, language);
  }

  /**
   * Enrols answers in the place of older ones. The password is proven first, for the lock will hold it. The caller wipes
   * password and answers.
   * @throws ApplicationError `session.proof-required`, `rate.limited`, `server.unavailable`
   */
  async enrollAnswers(
    caller: Caller,
    { password, answers }: { password: Uint8Array; answers: readonly Answer[] },
  ): Promise<SelfCareAnswer> {
    const { correlationId } = caller.context;
    const caring = await this.#begin(caller);
    const { kinds, keyring, recoveryLocks } = this.#parts;
    if (!kinds.answers.isPossible(caring.settings)) return denial('policy.denied', correlationId);
    const refused = await provePassword(this.#parts, caring, password);
    if (refused !== undefined) return refused;
    const { principalId } = caring.account;
    const before = await recoveryLocks.find(principalId);
    const id = this.#newId();
    const open = await this.#open(caring, { id, mac: passwordMac(keyring, id, password) });
    const outcome = await kinds.answers.take(
      { ...open, renews: true },
      { action: 'answers', password, answers },
    );
    await this.#parts.store.close(id);
    if (outcome?.rejected !== undefined) return rejected(caring, outcome.rejected);
    const after = await recoveryLocks.find(principalId);
    // Another request was faster: whose answers hold is not told by a yes.
    if (after === undefined || after.keyId === before?.keyId) return this.#unknown(caring);
    caring.notify('answers-changed', undefined);
    return { outcome: 'done', correlationId };
  }

  async #begin(caller: Caller): Promise<Caring> {
    const caring = await Caring.of(this.#parts, caller);
    await caring.requireProof();
    await caring.take('self-care.change', BEGINNINGS);
    return caring;
  }

  async #open(
    caring: Caring,
    {
      id = this.#newId(),
      mac,
      language,
    }: { id?: LogonId; mac?: Uint8Array; language?: string | undefined } = {},
  ): Promise<OpenEnrollment> {
    const { account, caller, now } = caring;
    const { principalId, principalName, sessionId } = caller.person;
    const { sid, netbiosDomain, samAccountName } = account;
    const logon: EnrollingLogon = {
      ...{ id, principalId, principalName, language },
      account: { sid, netbiosDomain, samAccountName },
    };
    const { store, enrollments } = this.#parts;
    await store.open(logon, sessionId, new Date(now.getTime() + ENROLLING_MS));
    await enrollments.add(
      {
        ...{ logonId: id, principalId },
        person: { displayName: account.displayName, names: namesOf(account) },
        passwordMac: mac,
        passwordGeneration: account.passwordGeneration,
        proof: undefined,
        permitted: await caring.isPermitted(),
      },
      now,
    );
    const open = await this.#openAs(caring, logon);
    if (open === undefined) throw new Error('an enrolment ended as it was begun');
    return open;
  }

  async #find(caring: Caring, id: LogonId): Promise<OpenEnrollment | undefined> {
    const { principalId, sessionId } = caring.caller.person;
    const logon = await this.#parts.store.find(id, sessionId, caring.now);
    return logon?.principalId === principalId ? this.#openAs(caring, logon) : undefined;
  }

  async #openAs(
    { settings, origin, now }: Caring,
    logon: EnrollingLogon,
  ): Promise<OpenEnrollment | undefined> {
    const stored = await this.#parts.enrollments.find(logon.id);
    return stored && { logon, settings, stored, origin, now };
  }

  async #finish(
    caring: Caring,
    open: OpenEnrollment,
    notice: NoticeKind,
    what: string,
    isIt: (credential: Caring['credentials'][number]) => boolean,
  ): Promise<SelfCareAnswer> {
    const { store, credentials } = this.#parts;
    const { person, context } = caring.caller;
    await store.close(open.logon.id);
    const enrolled = await credentials.list(person.principalId);
    // Another request was faster, or it was over: then it is there from elsewhere, or not at all.
    if (!enrolled.some(isIt)) return this.#unknown(caring);
    caring.notify(notice, open.logon.language, what);
    return { outcome: 'done', correlationId: context.correlationId };
  }

  #unknown({ caller }: Caring): SelfCareAnswer {
    return denial('enrollment.unknown', caller.context.correlationId);
  }

  #newId(): LogonId {
    return formatId('lgn', this.#parts.random.bytes(ID_BYTES));
  }
}

function rejected(
  { caller }: Caring,
  rejection: Extract<SelfCareAnswer, { outcome: 'rejected' }>['rejected'],
): SelfCareAnswer {
  return { outcome: 'rejected', rejected: rejection, correlationId: caller.context.correlationId };
}
