import type { CorrelationId } from '@gatehouse/protocol';

import { recoveryCodeSetOf } from '../factors/recovery-codes.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Challenge, Logon } from './logon.js';

/**
 * Tells a person that one of their recovery codes was used, and how many are left, where that is what was proven. Nobody waits for
 * it, and no logon fails by it.
 */
export function tellRecoveryCodeUsed(
  parts: Pick<LogonParts, 'directory' | 'credentials' | 'notices' | 'logger'>,
  { logon, challenge }: { logon: Logon; challenge: Pick<Challenge, 'method'> },
  correlationId: CorrelationId,
): void {
  if (challenge.method !== 'recovery-code') return;
  void tell(parts, logon, correlationId).catch((error: unknown) =>
    parts.logger?.warn('the use of a recovery code was not told', { correlationId, error }),
  );
}

async function tell(
  {
    directory,
    credentials: store,
    notices,
  }: Pick<LogonParts, 'directory' | 'credentials' | 'notices'>,
  { principalId, language }: Logon,
  correlationId: CorrelationId,
): Promise<void> {
  const [account, credentials] = await Promise.all([
    directory.findById(principalId),
    store.list(principalId),
  ]);
  if (account === undefined) return;
  const left = String(recoveryCodeSetOf(credentials)?.left ?? 0);
  notices.tell({
    ...{ kind: 'recovery-code-used', account, credentials, language, correlationId },
    values: { left },
  });
}
