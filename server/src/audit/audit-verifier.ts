import type { ChainFault } from './audit-chain.js';

/** Months of the chain, `2026-03`; open ends when absent. */
export interface MonthRange {
  from?: string | undefined;
  to?: string | undefined;
}

export interface AuditVerification {
  /** How many events were looked at. */
  events: number;
  /** How many heads, as other nodes had seen them, were looked for. */
  countersignatures: number;
  nodes: string[];
  /** The first fault of each node; empty when everything fits. */
  faults: ChainFault[];
}

/** Port: holds every chain against itself, against what retention left, and against what other nodes saw. */
export interface AuditVerifier {
  verify(range?: MonthRange): Promise<AuditVerification>;
}
