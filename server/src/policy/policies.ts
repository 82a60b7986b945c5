import type { PolicyDocument, PolicySettings, administration } from '@gatehouse/protocol';

import type { RequestContext } from '../context.js';
import type { DirectoryAccount } from '../directory/directory.js';

/** The settings that hold for a principal, and the policy that won. */
export interface ResolvedPolicy {
  /** `default` when no policy is assigned. */
  name: string;
  /** Absent where nobody wrote one: the settings are then the shipped ones. */
  version?: number | undefined;
  settings: PolicySettings;
}

/** How the audit names a policy: `staff@3`. */
export function policyReferenceOf({ name, version }: ResolvedPolicy): string {
  return version === undefined ? name : `${name}@${version}`;
}

export interface Policies {
  /**
   * Stores a new version of a policy.
   * @throws ApplicationError `policy.invalid`
   */
  apply(
    document: PolicyDocument,
    context: RequestContext,
  ): Promise<{ name: string; version: number }>;
  /** The newest version of each, by name. */
  list(): Promise<administration.StoredPolicy[]>;
  /**
   * The policy of a user: by user, then by group and priority, then the one for everyone. Without an account, what
   * holds for names that nobody has.
   * @throws DirectoryUnavailableError when the groups of the user cannot be read
   */
  resolve(account: DirectoryAccount | undefined, name?: string): Promise<ResolvedPolicy>;
}
