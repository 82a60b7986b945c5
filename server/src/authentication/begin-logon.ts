import type { Verdict } from '@gatehouse/protocol';

import { machineModeOf } from '../policy/machine-policy.js';
import { isDesktop, isObserved } from './asks-factor.js';
import type { BeginChecks } from './begin-checks.js';
import { FirstChallenge } from './first-challenge.js';
import { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { BeginRequest } from './logon-engine.js';
import { ObserveLogon } from './observe-logon.js';
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
      return (await this.#observesAll(attempt, unknown))
        ? this.#observeLogon.runUnknown(attempt, this.#checks.phantomOf(attempt.request.name))
        : { refusal: unknown };
    }
    if (isObserved(attempt)) return this.#observeLogon.run(attempt);
    const refusal = await this.#checks.prove(attempt);
    return refusal === undefined ? this.#firstChallenge.issue(attempt) : { refusal };
  }

  /** Whether nobody can tell whose attempt it is, but everybody is only observed. */
  async #observesAll({ request }: LogonAttempt, refusal: Refusal): Promise<boolean> {
    if (!isDesktop(request) || codeOf(refusal) !== 'directory.unavailable') return false;
    return machineModeOf(await this.#parts.policies.list()) === 'observe';
  }
}
