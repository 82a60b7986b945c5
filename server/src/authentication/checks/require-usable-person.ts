import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Whose password nobody looks at, the directory's own word of the account is what there is. */
export const requireUsablePerson: Check = ({ principal: { account }, now }) => {
  if (account?.disabled === true) return deny('account.disabled');
  return account?.expiresAt !== undefined && account.expiresAt <= now
    ? deny('account.expired')
    : undefined;
};
