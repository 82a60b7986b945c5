import { z } from 'zod';

import { RoleAssignmentId } from '../ids.js';
import { AccessScope, GivenScope, Role } from './access.js';

const Instant = z.iso.datetime();

/** Who gets a role: a user by a name that the directory finds, or whoever is in a group of a realm, nested or not. */
const GivenSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), name: z.string().min(1).max(512) }),
  z.strictObject({
    kind: z.literal('group'),
    group: z.string().min(1).max(512).describe('The SID or the name; a SID survives a new name.'),
    realm: z.string().min(1).max(255),
  }),
]);

/** `POST /api/v1/roles` */
export const AssignRole = z.strictObject({
  subject: GivenSubject,
  role: Role,
  scope: GivenScope.optional(),
});
export type AssignRole = z.infer<typeof AssignRole>;

export const RoleAssignment = z.strictObject({
  id: RoleAssignmentId,
  subject: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('user'), principalId: z.string(), name: z.string() }),
    z.strictObject({ kind: z.literal('group'), group: z.string(), realm: z.string() }),
  ]),
  /** Absent for a role of a later version, which gives nothing here. */
  role: Role.optional(),
  scope: AccessScope.optional(),
  assignedAt: Instant,
  /** The id of the operator who gave it. */
  assignedBy: z.string(),
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

export const RoleAssignmentList = z.strictObject({ assignments: z.array(RoleAssignment) });
