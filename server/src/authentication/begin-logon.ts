import type { Verdict } from '@gatehouse/protocol';

import { machineModeOf } from '../policy/machine-policy.js';
import { isDesktop, isObserved } from './asks-factor.js';
import type { BeginChecks } from './begin-checks.js';
import { FirstChallenge } from './first-challenge.js';
import { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { BeginRequest } from './logon-engine.js';
import { ObserveLogon, meantAccount } from './observe-logon.js';
import { codeOf } from './refusal.js';
import type { Refusal } from './refusal.js';

/** The first step of a logon: from a name and a password to a challenge, or to the end. */
export class BeginLogon {
  readonly #parts: LogonParts;
  readonly #checks: BeginChecks;
  readonly #firstChallenge: FirstChallenge;
  readonly #observeLogon: ObserveLogon;

  constructor(parts: LogonParts, checks: BeginChecks) {
    this.#parts = parts;
    this.#checks = checks;
    this.#firstChallenge = new FirstChallenge(parts);
    this.#observeLogon = new ObserveLogon(parts);
  }

  async run(request: BeginRequest): Promise<Verdict> {
    const attempt = new LogonAttempt(request, this.#parts.clock.now());
    const result = await this.#begin(attempt);
    return 'refusal' in result ? this.#checks.refuse(attempt, result.refusal) : result.verdict;
  }

  async #begin(attempt: LogonAttempt): Promise<{ verdict: Verdict } | { refusal: Refusal }> {
    const unknown = await this.#checks.identify(attempt);
    if (unknown !== undefined) {
      return (await this.#observesUnknown(attempt, unknown))
        ? this.#observeLogon.runUnknown(attempt, this.#checks.phantomOf(attempt.request.name))
        : { refusal: unknown };
    }
    if (await this.#observes(attempt)) return this.#observeLogon.run(attempt);
    const refusal = await this.#checks.prove(attempt);
    return refusal === undefined ? this.#firstChallenge.issue(attempt) : { refusal };
  }

  /**
   * Whether the attempt is only observed. Windows knows names that the directory does not resolve (another suffix of the forest, a
   * domain's other name), and they may be of somebody who is asked: as typed, they pass only where nobody is.
   */
  async #observes(attempt: LogonAttempt): Promise<boolean> {
    return (
      isObserved(attempt) && (meantAccount(attempt) !== undefined || (await this.#asksNobody()))
    );
  }

  /** Whether nobody can tell whose attempt it is, but everybody is only observed. */
  async #observesUnknown({ request }: LogonAttempt, refusal: Refusal): Promise<boolean> {
    if (!isDesktop(request) || codeOf(refusal) !== 'directory.unavailable') return false;
    return this.#asksNobody();
  }

  async #asksNobody(): Promise<boolean> {
    return machineModeOf(await this.#parts.policies.list()) === 'observe';
  }
}
