import { z } from 'zod';

import { ApprovalId } from '../ids.js';
import { FourEyesAction } from '../policy/help-desk-policy.js';
import { Reason, Remark } from './reason.js';

const Instant = z.iso.datetime();

/** `POST /api/v1/approvals` */
export const RequestApproval = z.strictObject({
  action: FourEyesAction,
  /** On whom, by a name that the directory finds. */
  user: z.string().min(1).max(512),
  reason: Reason,
});
export type RequestApproval = z.infer<typeof RequestApproval>;

/** `POST /api/v1/approvals/:approvalId/decision` */
export const DecideApproval = z.strictObject({
  decision: z.enum(['approved', 'refused']),
  comment: Remark.optional(),
});
export type DecideApproval = z.infer<typeof DecideApproval>;

export const ApprovalState = z.enum(['open', 'approved', 'refused', 'used', 'expired']);
export type ApprovalState = z.infer<typeof ApprovalState>;

const ApprovalOperator = z.strictObject({ id: z.string(), name: z.string() });

/** What somebody asked a second operator for. */
export const Approval = z.strictObject({
  id: ApprovalId,
  state: ApprovalState,
  action: FourEyesAction,
  principalId: z.string(),
  /** As the directory knew them when it was asked for. */
  principalName: z.string(),
  reason: z.string(),
  requester: ApprovalOperator,
  requestedAt: Instant,
  /** Until when it can be decided, and once it is approved, used. */
  expiresAt: Instant,
  decider: ApprovalOperator.optional(),
  decidedAt: Instant.optional(),
  comment: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;

export const ApprovalQuery = z.strictObject({ state: ApprovalState.optional() });

/** A hundred at the most. */
export const ApprovalList = z.strictObject({ approvals: z.array(Approval) });
