import type { CorrelationId, administration } from '@gatehouse/protocol';

import type { OperatorName } from '../access/operator.js';

/** What happened, in the past tense. A closed set: reports and alerts are written against these words. */
export type AuditEventType =
  | 'logon.begun'
  | 'logon.granted'
  | 'logon.denied'
  | 'logon.cancelled'
  /** Where the policy only observes: what enforcing it would have brought. */
  | 'logon.observed'
  /** Somebody was let in without a second factor, being excluded. */
  | 'logon.excluded'
  | 'logon.reported'
  /** A workstation asked what a logon would bring. */
  | 'logon.checked'
  | 'challenge.issued'
  | 'challenge.resent'
  | 'factor.verified'
  | 'factor.rejected'
  | 'factor.enrolled'
  | 'factor.removed'
  | 'tokens.imported'
  | 'token.removed'
  | 'answers.enrolled'
  | 'answers.verified'
  | 'answers.rejected'
  | 'enrollment.demanded'
  | 'enrollment.postponed'
  | 'enrollment.waits'
  | 'enrollment.done'
  | 'kit.issued'
  | 'kit.destroyed'
  | 'kit.refused'
  | 'offline.granted'
  | 'offline.denied'
  /** Decided by a workstation from the rules that it keeps: accounts of its own, and while the server was away. */
  | 'workstation.granted'
  | 'workstation.denied'
  | 'recovery.opened'
  | 'recovery.granted'
  | 'recovery.failed'
  | 'self-service.begun'
  | 'self-service.proven'
  | 'self-service.rejected'
  | 'self-service.denied'
  | 'limit.reached'
  | 'notice.sent'
  | 'reset.granted'
  | 'reset.used'
  | 'password.resetting'
  | 'password.reset'
  | 'password.changing'
  | 'password.changed'
  | 'password.change-refused'
  | 'password.rules-broken'
  | 'caller.verifying'
  | 'caller.verified'
  | 'password-link.issued'
  | 'password-link.opened'
  | 'password-link.used'
  | 'factors.reset'
  | 'answers.removed'
  | 'enrollment.permitted'
  | 'break-glass.issued'
  | 'recovery-codes.made'
  | 'recovery-codes.removed'
  | 'offline-code.read-out'
  | 'offline-code.used'
  | 'offline-code.locked'
  | 'principal.locked'
  | 'principal.unlocked'
  | 'source.locked'
  | 'session.opened'
  | 'session.proven'
  | 'session.refused'
  | 'session.ended'
  | 'sign-in.disowned'
  | 'workstation.joined'
  | 'workstation.revoked'
  | 'workstation.refused'
  /** From then on somebody's factor is asked for when an account logs on that no directory has. */
  | 'foreign-account.mapped'
  | 'foreign-account.unmapped'
  | 'join-token.created'
  | 'policy.applied'
  | 'policy.retired'
  | 'message.changed'
  | 'message.reset'
  | 'languages.changed'
  | 'user.added'
  | 'password.set'
  | 'password.history-forgotten'
  | 'api-key.created'
  | 'api-key.revoked'
  | 'bootstrap.claimed'
  | 'access.refused'
  | 'role.assigned'
  | 'role.removed'
  | 'approval.requested'
  | 'approval.granted'
  | 'approval.refused'
  | 'approval.used'
  | 'approval.expired'
  | 'keyring.rotated'
  | 'audit.countersigned'
  | 'audit.pruned'
  | 'audit.fault-found'
  | 'server.started'
  | 'server.stopped';

/** A security-relevant fact. `detail` never holds a secret: values are short words and numbers. */
export interface AuditRecord {
  type: AuditEventType;
  outcome: 'success' | 'failure' | 'info';
  correlationId: CorrelationId;
  door?: string | undefined;
  principalId?: string | undefined;
  principalName?: string | undefined;
  workstationId?: string | undefined;
  /** Where the request came from: workstation id or address. */
  source?: string | undefined;
  /** The denial, rejection or problem code. */
  code?: string | undefined;
  /** The policy that decided, with its version where that is known: `staff@3`. */
  policy?: string | undefined;
  detail?: Record<string, string | number | boolean>;
  /** Which operator caused it. Readers find it in the detail: `operator` is the id, `operatorName` the name. */
  operator?: OperatorName | undefined;
}

/** The detail as it is written. */
export function detailOf({
  detail,
  operator,
}: AuditRecord): Record<string, string | number | boolean> {
  if (operator === undefined) return detail ?? {};
  return { ...detail, operator: operator.id, operatorName: operator.name };
}

/** Where something comes from, for records of different kinds. */
export type AuditOrigin = Pick<AuditRecord, 'correlationId' | 'door' | 'workstationId' | 'source'>;

/** Port: the append-only audit log. */
export interface AuditLog {
  /** Durable when the promise resolves. A verdict whose audit cannot be written is not given. */
  append(record: AuditRecord): Promise<void>;
  /** Events after a cursor, oldest first. `correlation` is a prefix of correlation ids. */
  read(query: {
    after?: string | undefined;
    /** Without `after`: whether the page begins with the oldest event, or ends with the newest. */
    from?: 'beginning' | 'end' | undefined;
    limit: number;
    correlation?: string | undefined;
    principal?: string | undefined;
  }): Promise<administration.AuditPage>;
}
