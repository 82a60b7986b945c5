import type {
  ChallengeId,
  FactorMethod,
  LogonId,
  ProofVerdict,
  Verdict,
} from '@gatehouse/protocol';

import type { Source } from '../authentication/logon-engine.js';
import { accountNameOf } from '../authentication/logon.js';
import type { Person } from '../sessions/person.js';
import { viewOf } from '../sessions/session.js';
import { ADMITTED } from './admitted.js';
import { contextOf, sourceOwnedBy } from './browser.js';
import type { Browser } from './browser.js';
import type { WebParts } from './web-parts.js';
import { demandedChange, deniedAtWeb } from './web-verdicts.js';

/** What a browser is told, and the token that its session has from now on. */
export interface ProofStep {
  verdict: ProofVerdict;
  token?: string;
}

interface ProofReference {
  browser: Browser;
  person: Person;
  logonId: LogonId;
  challengeId: ChallengeId;
}

/**
 * Proves once more, in a session, who is there: the password and a factor, as at a sign-in, with the same strikes. What is
 * in progress belongs to the session.
 */
export class Proofs {
  readonly #parts: WebParts;

  constructor(parts: WebParts) {
    this.#parts = parts;
  }

  /** The caller wipes the password. @throws DirectoryUnavailableError */
  async begin(request: {
    browser: Browser;
    person: Person;
    password: Uint8Array;
    language: string | undefined;
  }): Promise<ProofStep> {
    const { browser, person, password, language } = request;
    // As the directory calls the person by now.
    const account = await this.#parts.directory.findById(person.principalId);
    const name = account === undefined ? person.principalName : accountNameOf(account);
    const verdict = await this.#parts.engine.begin({
      ...{ source: ownedBy(person, browser), admission: ADMITTED, name, password, language },
      inSession: true,
    });
    return this.#translate(verdict, request);
  }

  async answer(reference: ProofReference & { code: string }): Promise<ProofStep> {
    const { browser, person, logonId, challengeId, code } = reference;
    const source = ownedBy(person, browser);
    const verdict = await this.#parts.engine.answer({
      ...{ source, admission: ADMITTED, logonId, challengeId, code },
    });
    return this.#translate(verdict, reference);
  }

  async choose(reference: ProofReference & { method: FactorMethod }): Promise<ProofStep> {
    const { browser, person, logonId, challengeId, method } = reference;
    const source = ownedBy(person, browser);
    const verdict = await this.#parts.engine.choose({
      ...{ source, admission: ADMITTED, logonId, challengeId, method },
    });
    return this.#translate(verdict, reference);
  }

  async #translate(
    verdict: Verdict,
    { browser, person }: { browser: Browser; person: Person },
  ): Promise<ProofStep> {
    const { correlationId } = verdict;
    switch (verdict.outcome) {
      case 'denied':
      case 'challenge':
        return { verdict };
      case 'change-password':
        return { verdict: demandedChange(verdict) };
      case 'enroll':
        throw new Error('something is to be enrolled in a session');
      case 'granted':
    }
    const logon = await this.#parts.logons.find(verdict.logonId);
    // A name may have gone to somebody else since the directory was asked.
    if (logon?.principalId !== person.principalId) {
      return { verdict: deniedAtWeb('account.mismatch', correlationId) };
    }
    const { generation, challenge } = logon;
    const methods = challenge === undefined ? [] : [challenge.method];
    const context = contextOf(browser);
    const { session, token } = await this.#parts.sessions.prove(
      person,
      { methods, generation },
      context,
    );
    return { verdict: { outcome: 'proven', session: viewOf(session), correlationId }, token };
  }
}

function ownedBy({ sessionId }: Person, browser: Browser): Source {
  return sourceOwnedBy(browser, `session/${sessionId}`);
}
