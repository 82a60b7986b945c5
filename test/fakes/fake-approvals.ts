import type { ApprovalId, FourEyesAction } from '@gatehouse/protocol';

import type { Approvals, GuardedRequest } from '../../server/src/approvals/approvals.js';
import { ApplicationError } from '../../server/src/errors/application-error.js';
import type { Policies } from '../../server/src/policy/policies.js';
import { NoApprovals } from './no-approvals.js';

/** Approvals that a test gave: each is for one action, one operator and one person, and is spent once. */
export class FakeApprovals implements Approvals {
  readonly #none: NoApprovals;
  readonly #given = new Map<string, string>();

  constructor(policies: Policies) {
    this.#none = new NoApprovals(policies);
  }

  give(id: ApprovalId, action: FourEyesAction, operator: string, principalId: string): void {
    this.#given.set(id, `${action} ${operator} ${principalId}`);
  }

  async require(action: FourEyesAction, request: GuardedRequest, id?: ApprovalId): Promise<void> {
    if (id === undefined) return this.#none.require(action, request);
    const { operator, principal } = request;
    const is = this.#given.get(id) === `${action} ${operator.id} ${principal.principalId}`;
    if (!is || !this.#given.delete(id)) throw new ApplicationError('approval.required');
  }
}
