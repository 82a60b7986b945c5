import type { DirectoryAccount } from './directory.js';

/** Whether the directory lets anybody log on with an account: it is neither disabled nor past its last day. */
export function isUsable(
  { disabled, expiresAt }: Pick<DirectoryAccount, 'disabled' | 'expiresAt'>,
  now: Date,
): boolean {
  return disabled !== true && (expiresAt === undefined || expiresAt > now);
}
