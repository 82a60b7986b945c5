import type { CorrelationId } from '@gatehouse/protocol';

/** On whose behalf and in which request something is done, for the audit. */
export interface RequestContext {
  correlationId: CorrelationId;
  /** Where the request came from: address, or `socket` for the administrator's own. */
  source?: string | undefined;
}
