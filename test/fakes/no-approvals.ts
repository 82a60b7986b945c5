import type { FourEyesAction } from '@gatehouse/protocol';

import type { Approvals, GuardedRequest } from '../../server/src/approvals/approvals.js';
import { ApplicationError } from '../../server/src/errors/application-error.js';
import type { Policies } from '../../server/src/policy/policies.js';

/** Where nobody can approve anything: what takes a second operator is refused. */
export class NoApprovals implements Approvals {
  readonly #policies: Policies;

  constructor(policies: Policies) {
    this.#policies = policies;
  }

  async require(action: FourEyesAction, { principal }: GuardedRequest): Promise<void> {
    const { settings } = await this.#policies.resolve(principal);
    if (settings.helpDesk.fourEyes.includes(action))
      throw new ApplicationError('approval.required');
  }
}
