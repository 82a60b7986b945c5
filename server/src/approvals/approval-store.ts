import type {
  ApprovalId,
  CorrelationId,
  FourEyesAction,
  administration,
} from '@gatehouse/protocol';

import type { OperatorName } from '../access/operator.js';

/** What somebody asked a second operator for. */
export interface StoredApproval {
  id: ApprovalId;
  state: administration.ApprovalState;
  action: FourEyesAction;
  principalId: string;
  principalName: string;
  /** Where the account was when it was asked for. */
  realm: string;
  distinguishedName: string | undefined;
  reason: string;
  correlationId: CorrelationId;
  requester: OperatorName;
  /** The principal behind the requester, where that is known. */
  requesterPerson: string | undefined;
  requestedAt: Date;
  /** How long it waits, and then, may be used. */
  minutes: number;
  expiresAt: Date;
  decider: OperatorName | undefined;
  decidedAt: Date | undefined;
  comment: string | undefined;
}

export interface Decision {
  state: 'approved' | 'refused';
  decider: OperatorName;
  deciderPerson: string | undefined;
  comment: string | undefined;
  at: Date;
}

/** Port: requests for approval. What changes one happens once, whoever else tries at the same moment. */
export interface ApprovalStore {
  /** @returns false when the requester has too many open ones */
  add(approval: StoredApproval): Promise<boolean>;
  find(id: ApprovalId): Promise<StoredApproval | undefined>;
  /** The newest first. */
  list(query: {
    state: administration.ApprovalState | undefined;
    limit: number;
  }): Promise<StoredApproval[]>;
  /**
   * Decides an open one; an approval is good for its minutes from then on.
   * @returns undefined when it is not open any more, or the decider asked for it
   */
  decide(id: ApprovalId, decision: Decision): Promise<StoredApproval | undefined>;
  /** Spends an approval. @returns undefined when it is not this requester's for exactly this, or not approved now */
  consume(
    id: ApprovalId,
    use: { action: FourEyesAction; principalId: string; requesterId: string; at: Date },
  ): Promise<StoredApproval | undefined>;
  /** Closes a few of those whose time is over. @returns each of them once */
  expire(now: Date): Promise<StoredApproval[]>;
  /** Forgets a few of those that were closed before a moment: the audit has them. @returns how many */
  forget(before: Date): Promise<number>;
}
