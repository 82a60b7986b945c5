import { z } from 'zod';

/** What somebody may do over the API of administrators. Every operation of it needs exactly one of them. */
export const Permission = z.enum([
  'users.read',
  'users.manage',
  'users.verify',
  'users.unlock',
  'users.reset-factors',
  'users.password-link',
  'users.break-glass',
  'passwords.manage',
  'tokens.manage',
  'workstations.manage',
  'foreign-accounts.manage',
  'policies.read',
  'policies.manage',
  'messages.manage',
  'directory.test',
  'audit.read',
  'audit.verify',
  'reports.read',
  'metrics.read',
  'access.read',
  'access.manage',
  'approvals.decide',
  'keyring.manage',
]);
export type Permission = z.infer<typeof Permission>;

/** A named set of permissions. */
export const Role = z.enum([
  'administrator',
  'help-desk',
  'help-desk-lead',
  'auditor',
  'monitoring',
]);
export type Role = z.infer<typeof Role>;

const HELP_DESK: readonly Permission[] = [
  'users.read',
  'users.verify',
  'users.unlock',
  'users.reset-factors',
  'users.password-link',
  'users.break-glass',
];

/** What each role may do. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: Permission.options,
  'help-desk': HELP_DESK,
  'help-desk-lead': [...HELP_DESK, 'approvals.decide', 'reports.read', 'policies.read'],
  auditor: [
    'users.read',
    'policies.read',
    'audit.read',
    'audit.verify',
    'reports.read',
    'access.read',
  ],
  monitoring: ['metrics.read'],
};

/** Whom a role reaches; without either list, everybody. Somebody who is in one of the OUs or realms is within it. */
export const AccessScope = z.strictObject({
  ous: z
    .array(z.string().min(1).max(2048))
    .max(100)
    .optional()
    .describe('Distinguished names of OUs, with all that is beneath them.'),
  realms: z.array(z.string().min(1).max(255)).max(100).optional(),
});
export type AccessScope = z.infer<typeof AccessScope>;

/** As somebody gives it: a scope that is there reaches less than everybody, and more than nobody. */
export const GivenScope = AccessScope.refine(
  ({ ous = [], realms = [] }) => ous.length + realms.length > 0,
  'name an OU or a realm, or leave the scope out',
);

/** What somebody is given. */
export const AccessGrant = z.strictObject({
  roles: z.array(Role).max(Role.options.length),
  permissions: z
    .array(Permission)
    .max(Permission.options.length)
    .describe('Beside those of the roles.'),
  scope: AccessScope.optional().describe('Whom it reaches; everybody when absent.'),
});
export type AccessGrant = z.infer<typeof AccessGrant>;

/** Everything that a grant allows, wherever it holds. */
export function permissionsOf({
  roles,
  permissions,
}: Pick<AccessGrant, 'roles' | 'permissions'>): Set<Permission> {
  return new Set([...roles.flatMap((role) => ROLE_PERMISSIONS[role]), ...permissions]);
}
