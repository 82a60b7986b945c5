import type {
  ChallengeId,
  FactorMethod,
  Granted,
  LogonId,
  NewAuthenticator,
  Verdict,
  WebVerdict,
} from '@gatehouse/protocol';

import type { PasswordChangeVerdict } from '../authentication/logon-engine.js';
import type { EnrollmentInput } from '../enrollment/enrollment-input.js';
import { makeBrowserSecret } from '../sessions/session-token.js';
import { ADMITTED } from './admitted.js';
import { contextOf, sourceOf } from './browser.js';
import type { Browser } from './browser.js';
import type { WebParts } from './web-parts.js';
import { demandedChange, demandedEnrollment, deniedAtWeb, signedIn } from './web-verdicts.js';

/** What a browser is told, and what it is to remember. */
export interface SignInStep {
  verdict: WebVerdict;
  /** The secret of the sign-in that goes on. Only its browser gets it. */
  secret?: string;
  /** The token of the session that was opened. */
  token?: string;
}

/** Names a sign-in in progress. It belongs to whoever has its secret: to everybody else there is none. */
export interface SignInReference {
  browser: Browser;
  logonId: LogonId;
  secret: string | undefined;
}

interface NamedPassword {
  browser: Browser;
  name: string;
  /** UTF-8. The caller wipes it. */
  password: Uint8Array;
  language: string | undefined;
}

/** The door at the web: it translates between browsers and the engine, and opens the session at the end. */
export class SignIn {
  readonly #parts: WebParts;

  constructor(parts: WebParts) {
    this.#parts = parts;
  }

  /** Each sign-in has a secret of its own, so that two tabs do not disturb each other. */
  async begin({ browser, ...rest }: NamedPassword): Promise<SignInStep> {
    const { token: secret } = makeBrowserSecret(this.#parts.random);
    const source = sourceOf(browser, secret);
    const verdict = await this.#parts.engine.begin({ source, admission: ADMITTED, ...rest });
    const step = await this.#translate(verdict, browser);
    return 'logonId' in step.verdict ? { ...step, secret } : step;
  }

  async answer(
    reference: SignInReference & { challengeId: ChallengeId; code: string },
  ): Promise<SignInStep> {
    const { browser, secret, ...rest } = reference;
    const source = sourceOf(browser, secret);
    const verdict = await this.#parts.engine.answer({ source, admission: ADMITTED, ...rest });
    return this.#translate(verdict, browser);
  }

  async choose(
    reference: SignInReference & { challengeId: ChallengeId; method: FactorMethod },
  ): Promise<SignInStep> {
    const { browser, secret, ...rest } = reference;
    const source = sourceOf(browser, secret);
    const verdict = await this.#parts.engine.choose({ source, admission: ADMITTED, ...rest });
    return this.#translate(verdict, browser);
  }

  /** @throws ApplicationError `request.malformed` when another step is open */
  async enroll(
    reference: SignInReference & { input: EnrollmentInput | { action: 'postpone' } },
  ): Promise<SignInStep> {
    const { browser, secret, logonId, input } = reference;
    // Gone after the grant.
    const stored = await this.#parts.enrollments.find(logonId);
    const source = sourceOf(browser, secret);
    const verdict = await this.#parts.engine.enroll({ source, logonId, input });
    return this.#translate(verdict, browser, stored?.proof);
  }

  /** @throws ApplicationError `request.malformed` when no authenticator is to be enrolled now */
  startAuthenticator({ browser, secret, logonId }: SignInReference): Promise<NewAuthenticator> {
    return this.#parts.engine.startAuthenticator({ source: sourceOf(browser, secret), logonId });
  }

  /** Idempotent; what is unknown is ignored. */
  cancel({ browser, secret, logonId }: SignInReference): Promise<void> {
    return this.#parts.engine.cancel({ source: sourceOf(browser, secret), logonId });
  }

  /** Changes a password that must be changed; afterwards the sign-in begins anew. The caller wipes both passwords. */
  async changePassword({
    browser,
    ...rest
  }: NamedPassword & { newPassword: Uint8Array }): Promise<SignInStep> {
    const source = sourceOf(browser, makeBrowserSecret(this.#parts.random).token);
    const changed = await this.#parts.engine.changePassword({
      ...{ source, admission: ADMITTED },
      ...rest,
    });
    return { verdict: await this.#translateChange(changed, browser) };
  }

  async #translateChange(changed: PasswordChangeVerdict, browser: Browser): Promise<WebVerdict> {
    switch (changed.outcome) {
      case 'denied':
        return changed;
      case 'change-password':
        return demandedChange(changed);
      case 'password-changed': {
        const { principalId, correlationId } = changed;
        await this.#parts.sessions.endAll(principalId, 'password', contextOf(browser));
        return { outcome: 'password-changed', correlationId };
      }
    }
  }

  /** @param enrolled the factor whose enrolment was the proof */
  async #translate(
    verdict: Verdict,
    browser: Browser,
    enrolled?: FactorMethod,
  ): Promise<SignInStep> {
    switch (verdict.outcome) {
      case 'granted':
        return this.#open(verdict, browser, enrolled);
      case 'change-password':
        return { verdict: demandedChange(verdict) };
      case 'enroll':
        return { verdict: demandedEnrollment(verdict) };
      case 'denied':
      case 'challenge':
        return { verdict };
    }
  }

  /** Only here a session is opened: what is still to be enrolled has no grant yet (R42). */
  async #open(
    { logonId, passwordExpiresInDays, correlationId }: Granted,
    browser: Browser,
    enrolled: FactorMethod | undefined,
  ): Promise<SignInStep> {
    const { logons, directory, policies, sessions } = this.#parts;
    const logon = await logons.find(logonId);
    if (logon === undefined) throw new Error(`the granted logon ${logonId} is gone`);
    const { principalId, principalName, generation } = logon;
    const account = await directory.findById(principalId);
    if (account === undefined || account.disabled === true) {
      return { verdict: deniedAtWeb('account.disabled', correlationId) };
    }
    const { settings } = await policies.resolve(account);
    const method = enrolled ?? logon.challenge?.method;
    const opened = await sessions.open(
      {
        ...{ principalId, principalName, generation },
        methods: method === undefined ? [] : [method],
        policy: settings.logon.web,
        userAgent: browser.userAgent,
        replaces: browser.sessionToken,
      },
      contextOf(browser),
    );
    if (opened === undefined) return { verdict: deniedAtWeb('session.limit', correlationId) };
    const { session, token } = opened;
    return { verdict: signedIn(session, passwordExpiresInDays, correlationId), token };
  }
}
