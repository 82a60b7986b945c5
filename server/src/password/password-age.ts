import type { PasswordPolicy } from '@gatehouse/protocol';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Why a right password must be changed because of its age; undefined when it need not be, or when the directory does not
 * tell when it was set.
 */
export function overage(
  { expiryDays, changeBefore }: Pick<PasswordPolicy, 'expiryDays' | 'changeBefore'>,
  setAt: Date | undefined,
  now: Date,
): 'expired' | 'must-change' | undefined {
  if (setAt === undefined) return undefined;
  // A moment that is still to come holds for nobody yet: else every new password would have to be changed at once.
  const from = changeBefore === undefined ? undefined : new Date(changeBefore);
  if (from !== undefined && from <= now && setAt < from) return 'must-change';
  return expiryDays > 0 && now.getTime() - setAt.getTime() >= expiryDays * DAY_MS
    ? 'expired'
    : undefined;
}

/** In how many whole days a password expires, from so many days before on as the policy says. */
export function expiresInDays(
  { expiryDays, warningDays }: Pick<PasswordPolicy, 'expiryDays' | 'warningDays'>,
  setAt: Date | undefined,
  now: Date,
): number | undefined {
  if (setAt === undefined || expiryDays === 0) return undefined;
  const left = Math.floor((setAt.getTime() - now.getTime()) / DAY_MS) + expiryDays;
  return left <= warningDays ? Math.max(left, 0) : undefined;
}

/** Whether its owner may not change a password yet. */
export function isTooYoung(
  { minimumAgeHours }: Pick<PasswordPolicy, 'minimumAgeHours'>,
  setAt: Date | undefined,
  now: Date,
): boolean {
  return setAt !== undefined && now.getTime() - setAt.getTime() < minimumAgeHours * HOUR_MS;
}
