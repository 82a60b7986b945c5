import type { Verdict } from '@gatehouse/protocol';

import type { BeginChecks } from './begin-checks.js';
import { FirstChallenge } from './first-challenge.js';
import { LogonAttempt } from './logon-attempt.js';
import type { LogonParts } from './logon-dependencies.js';
import type { ForeignRequest } from './logon-engine.js';

/** No password comes along: Windows has looked at it. */
const NO_PASSWORD = new Uint8Array(0);

/**
 * The first step of a logon of an account that no directory has: the factor of whoever is mapped to it is asked for. What is not
 * proven is not done: no password is sealed or remembered, nothing is enrolled, there is no kit, and failures that others count
 * against that person stay.
 */
export class BeginForeignLogon {
  readonly #parts: LogonParts;
  readonly #checks: BeginChecks;
  readonly #firstChallenge: FirstChallenge;

  constructor(parts: LogonParts, checks: BeginChecks) {
    this.#parts = parts;
    this.#checks = checks;
    this.#firstChallenge = new FirstChallenge(parts);
  }

  async run(request: ForeignRequest): Promise<Verdict> {
    const { samAccountName: name } = request.foreign.account;
    const begun = { ...request, name, password: NO_PASSWORD };
    const attempt = new LogonAttempt(begun, this.#parts.clock.now());
    const refusal = await this.#checks.runForeign(attempt);
    const result = refusal === undefined ? await this.#firstChallenge.issue(attempt) : { refusal };
    return 'refusal' in result ? this.#checks.refuse(attempt, result.refusal) : result.verdict;
  }
}
