import type { AccessScope, Role, RoleAssignmentId } from '@gatehouse/protocol';

/** Who has a role: a person by the immutable id, or whoever is in a group of a realm. */
export type RoleSubject =
  | { kind: 'user'; principalId: string; name: string }
  /** By SID or name, without regard to case. */
  | { kind: 'group'; group: string; realm: string };

export interface StoredRole {
  id: RoleAssignmentId;
  subject: RoleSubject;
  /** Undefined for a role of a later version, which gives nothing here. */
  role: Role | undefined;
  scope: AccessScope | undefined;
  assignedAt: Date;
  assignedBy: string;
}

/** Port: the roles that people and groups have. */
export interface RoleStore {
  /** @returns false when there are too many already */
  add(role: StoredRole & { role: Role }): Promise<boolean>;
  find(id: RoleAssignmentId): Promise<StoredRole | undefined>;
  /** The oldest first. */
  list(): Promise<StoredRole[]>;
  /** Those of a person, and of the groups of their realm. @param groups names and SIDs */
  of(person: {
    principalId: string;
    realm: string;
    groups: readonly string[];
  }): Promise<StoredRole[]>;
  remove(id: RoleAssignmentId): Promise<boolean>;
}
