import type { Granted } from '@gatehouse/protocol';

import { DirectoryUnavailableError } from '../directory/directory.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';
import type { Logon } from './logon.js';
import { granted } from './verdicts.js';

/** The grant, with what holds for the next password where the logon is there to change it. */
export async function grantedVerdict(
  parts: LogonParts,
  logon: Logon,
  { correlationId }: Source,
): Promise<Granted> {
  if (!logon.changesPassword) return granted(logon, correlationId);
  const account = await parts.directory.findById(logon.principalId).catch((error: unknown) => {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    return undefined;
  });
  if (account === undefined) return granted(logon, correlationId, []);
  const { settings } = await parts.policies.resolve(account);
  const { language } = logon;
  const wanted = { account, policy: settings.password, occasion: 'change' as const, language };
  return granted(logon, correlationId, await parts.passwords.tell(wanted, correlationId));
}
