import type { ApprovalId, SelfServiceId } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import type { RequestContext } from '../context.js';

/** Something that an operator does for, or to, somebody else. */
export interface DeskRequest {
  operator: Operator;
  /** Of the person, as typed. */
  name: string;
  /** Why, in the operator's words: for the audit. */
  reason: string;
  context: RequestContext;
}

/** Something that only who verified the caller may do, and that may take a second operator. */
export interface GuardedDeskRequest extends DeskRequest {
  verificationId?: SelfServiceId | undefined;
  approvalId?: ApprovalId | undefined;
}
