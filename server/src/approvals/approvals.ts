import type { ApprovalId, CorrelationId, FourEyesAction } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import type { DirectoryAccount } from '../directory/directory.js';

/** What an operator is about to do to whom. */
export interface GuardedRequest {
  operator: Operator;
  /** Whose policy says whether it takes four eyes. */
  principal: DirectoryAccount;
  correlationId: CorrelationId;
  source?: string | undefined;
}

/** Port: what one operator alone may not do. */
export interface Approvals {
  /**
   * Call it last, right before the action: an approval is spent here, whatever becomes of the action. Does nothing where
   * the policy of the principal asks for no second operator.
   *
   * @throws ApplicationError `approval.required` where it does, and `approvalId` is none that this operator may use now for
   *   this action on this principal
   */
  require(action: FourEyesAction, request: GuardedRequest, approvalId?: ApprovalId): Promise<void>;
}
