import type { CorrelationId } from '@gatehouse/protocol';

import type { CoreLogger } from '../core-logger.js';
import { UndeliverableError } from '../factors/factor.js';
import type { PreparedChallenge } from '../factors/factor.js';

/** Sends what a challenge has to send. @returns false when it could not be delivered, which is logged */
export async function deliver(
  challenge: PreparedChallenge,
  { logger }: { logger?: CoreLogger | undefined },
  correlationId: CorrelationId,
): Promise<boolean> {
  try {
    await challenge.deliver();
    return true;
  } catch (error) {
    if (!(error instanceof UndeliverableError)) throw error;
    logger?.warn('a code could not be delivered', { correlationId, error });
    return false;
  }
}
