import type { Verdict } from '@gatehouse/protocol';

import type { BeginChecks } from './begin-checks.js';
import { FirstChallenge } from './first-challenge.js';
import { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { BeginRequest } from './logon-engine.js';

/** The first step of a logon: from a name and a password to a challenge, or to the end. */
export class BeginLogon {
  readonly #parts: LogonParts;
  readonly #checks: BeginChecks;
  readonly #firstChallenge: FirstChallenge;

  constructor(parts: LogonParts, checks: BeginChecks) {
    this.#parts = parts;
    this.#checks = checks;
    this.#firstChallenge = new FirstChallenge(parts);
  }

  async run(request: BeginRequest): Promise<Verdict> {
    const attempt = new LogonAttempt(request, this.#parts.clock.now());
    const refusal = await this.#checks.run(attempt);
    if (refusal !== undefined) return this.#checks.refuse(attempt, refusal);
    const result = await this.#firstChallenge.issue(attempt);
    return 'refusal' in result ? this.#checks.refuse(attempt, result.refusal) : result.verdict;
  }
}
