import type { CorrelationId, administration } from '@gatehouse/protocol';

import type { OperatorName } from './access/operator.js';

/** On whose behalf and in which request something is done, for the audit. */
export interface RequestContext {
  correlationId: CorrelationId;
  /** Where the request came from: address, or `socket` for the administrator's own. */
  source?: string | undefined;
  /** Which operator caused it, where it was one. */
  operator?: OperatorName | undefined;
  /** Which administrator it was, where the request came from one. */
  administrator?: administration.PolicyAuthor | undefined;
}
