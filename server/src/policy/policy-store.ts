import type { PolicyDocument, administration } from '@gatehouse/protocol';

/** Port: the versions of the policies. */
export interface PolicyStore {
  /** The newest version of each, by name. */
  list(): Promise<administration.StoredPolicy[]>;
  /** Adds the next version of a policy. @returns its number */
  add(document: PolicyDocument, now: Date): Promise<number>;
}
