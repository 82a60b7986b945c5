import type { PolicySettings, WrittenPolicy, administration } from '@gatehouse/protocol';

import type { RequestContext } from '../context.js';
import type { DirectoryAccount } from '../directory/directory.js';

/** The settings that hold for a principal, and the policy that won. */
export interface ResolvedPolicy {
  /** `default` when no policy is assigned. */
  name: string;
  /** Absent when no policy is assigned. */
  version?: number;
  /** What ties the policy to the principal. */
  by: administration.PolicyAssignment;
  settings: PolicySettings;
}

/** How the audit names a policy: `staff@3`. */
export function policyReferenceOf({ name, version }: ResolvedPolicy): string {
  return version === undefined ? name : `${name}@${version}`;
}

export interface Policies {
  /**
   * Stores a new version of a policy.
   * @throws ApplicationError `policy.invalid`, `policy.conflict` where another version than the base holds
   */
  apply(
    document: WrittenPolicy,
    context: RequestContext,
    options?: administration.PolicyChangeOptions,
  ): Promise<{ name: string; version: number }>;
  /** The newest version of each that is not retired, by name. */
  list(): Promise<administration.StoredPolicy[]>;
  /**
   * The policy of a user: by user, then by group and priority, then by the nearest OU, then the one for everyone.
   * Without an account, what holds for names that nobody has. What cannot be known is never taken for "no policy":
   * somebody whose stricter policy comes by a group must not get round it while the directory is away.
   *
   * @throws DirectoryUnavailableError when the groups of the user cannot be read
   */
  resolve(account: DirectoryAccount | undefined, name?: string): Promise<ResolvedPolicy>;
}
