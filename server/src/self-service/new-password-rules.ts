import type { PasswordPolicy, PasswordRuleText } from '@gatehouse/protocol';

import type { DirectoryAccount } from '../directory/directory.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { Session } from './session.js';

/**
 * What holds for the new password of a session, and by which policy: the present one, for a password lives longer than the
 * session.
 * @throws DirectoryUnavailableError
 */
export async function newPasswordRules(
  { policies, passwords }: SelfServiceParts,
  { language }: Session,
  account: DirectoryAccount,
): Promise<{ policy: PasswordPolicy; rules: PasswordRuleText[] }> {
  const { settings } = await policies.resolve(account);
  const policy = settings.password;
  const { effective } = await passwords.rules({ account, policy, occasion: 'reset', language });
  return { policy, rules: effective };
}
