import type { OperationName, AnswerOf as OperatorAnswerOf } from '@gatehouse/protocol';

/** What the pages about the audit ask of the API of operators. */
type AuditOperation = Extract<
  OperationName,
  'searchAuditEvents' | 'exportAuditEvents' | 'showReport'
>;

export type AuditOperations = { [N in AuditOperation]: { answer: OperatorAnswerOf<N> } };
