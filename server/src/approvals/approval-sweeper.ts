import type { Sweeper } from '../storage/sweeper.js';
import type { ApprovalStore } from './approval-store.js';
import type { AuditedApprovals } from './audited-approvals.js';

/** Long enough to be looked up by whoever wonders; the audit has them for longer. */
const KEPT_MS = 30 * 86_400_000;

/** Closes approvals whose time is over, and forgets old ones. */
export function createApprovalSweeper(approvals: AuditedApprovals, store: ApprovalStore): Sweeper {
  return {
    name: 'approvals',
    sweep: async (now) => {
      const expired = await approvals.expire(now);
      return expired > 0 ? expired : store.forget(new Date(now.getTime() - KEPT_MS));
    },
  };
}
