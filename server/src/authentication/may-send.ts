import type { CorrelationId } from '@gatehouse/protocol';

import type { Factor } from '../factors/factor.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Logon } from './logon.js';

/** Whether a factor may send a code in a logon now, which then counts as sent. Refusals are logged. */
export async function maySend(
  { sends }: Factor,
  { principalId, settings }: Logon,
  { sendQuota, logger }: LogonParts,
  { correlationId, now }: { correlationId: CorrelationId; now: Date },
): Promise<boolean> {
  if (!sends || (await sendQuota.take(principalId, settings.otp, now))) return true;
  logger?.warn('too many codes were sent to one person', { correlationId });
  return false;
}
