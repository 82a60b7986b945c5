import type { DirectoryAccount } from '../directory/directory.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';

/** Seals a password that the directory has by now, for recovery. Should this fail, the next logon makes up for it: the change stands. */
export async function sealNewPassword(
  { recoveryLocks, sealedPasswords, logger }: LogonParts,
  { correlationId }: Source,
  { account, password, now }: { account: DirectoryAccount; password: Uint8Array; now: Date },
): Promise<boolean> {
  const { principalId, passwordGeneration: generation } = account;
  try {
    const lock = await recoveryLocks.find(principalId);
    if (lock === undefined || generation === undefined) return false;
    const { keyId, publicKey } = lock;
    await sealedPasswords.store({ principalId, keyId, publicKey, generation, password, now });
    return true;
  } catch (error) {
    logger?.warn('a changed password was not sealed', { correlationId, error });
    return false;
  }
}

/** Puts a password that the directory has by now into the history. */
export async function rememberNewPassword(
  { policies, passwords, logger }: LogonParts,
  { correlationId }: Source,
  account: DirectoryAccount,
  password: Uint8Array,
): Promise<void> {
  try {
    const { settings } = await policies.resolve(account);
    await passwords.remember(account, settings.password, password);
  } catch (error) {
    logger?.warn('a changed password was not put into the history', { correlationId, error });
  }
}
