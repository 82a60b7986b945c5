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
  'policies.read',
  'policies.manage',
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
