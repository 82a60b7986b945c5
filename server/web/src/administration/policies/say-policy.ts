import type { administration } from '@gatehouse/protocol';

import type { PoliciesTexts } from './texts/en.js';

/** A value of a setting as people read it. Of things with an id, such as questions, the ids say enough. */
export function valueText(value: unknown, words: PoliciesTexts): string {
  if (value === undefined) return words.unset;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return words.none;
    return value.map((one: unknown) => nameOf(one)).join(', ');
  }
  return JSON.stringify(value);
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { id, sid, pattern } = value as Record<string, unknown>;
  const name = id ?? sid ?? pattern;
  return typeof name === 'string' ? name : JSON.stringify(value);
}

/** "policy staff (version 3), by the group Staff" */
export function originText(
  { policy, by, profile, limitedBy }: administration.PolicyOrigin,
  { origin }: PoliciesTexts,
): string {
  if (policy === undefined) return origin.shipped;
  return [
    origin.policy(policy.name, policy.version),
    profile === undefined ? undefined : origin.profile(profile),
    assignmentText(by, origin),
    limitedBy === undefined ? undefined : origin.limitedBy(limitedBy),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function assignmentText(
  by: administration.PolicyAssignment,
  origin: PoliciesTexts['origin'],
): string | undefined {
  switch (by.to) {
    case 'user':
      return origin.user;
    case 'group':
      return by.nested === true ? origin.nestedGroup(by.group) : origin.group(by.group);
    case 'ou':
      return origin.ou(by.ou);
    case 'everyone':
      return origin.everyone;
    case 'shipped':
      return undefined;
  }
}

/** Whom a policy is for. */
export function targetsText(
  { everyone, users, groups, ous }: administration.StoredPolicy['document']['assign'],
  { target }: PoliciesTexts,
): string {
  const targets = [
    ...(everyone ? [target.everyone] : []),
    ...ous.map((ou) => target.ou(ou)),
    ...groups.map((group) => target.group(group)),
    ...users.map((user) => target.user(user)),
  ];
  return targets.length === 0 ? target.nobody : targets.join(', ');
}
