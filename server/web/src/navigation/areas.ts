import type { Permission } from '@gatehouse/protocol';

import type { Page } from './location.js';

/** Parts of the portal, each for a kind of people. */
export type Area = 'account' | 'helpDesk' | 'administration';

/** The pages of administration, each with what one must be permitted for it to be of use. */
export const ADMINISTRATION_SECTIONS = [
  { section: 'policies', page: '/administration/policies', permission: 'policies.read' },
  { section: 'audit', page: '/administration/audit', permission: 'audit.read' },
  { section: 'messages', page: '/administration/messages', permission: 'messages.manage' },
  { section: 'directories', page: '/administration/directories', permission: 'directory.test' },
  {
    section: 'workstations',
    page: '/administration/workstations',
    permission: 'workstations.manage',
  },
  { section: 'keys', page: '/administration/keys', permission: 'access.read' },
] as const satisfies readonly { section: string; page: Page; permission: Permission }[];
export type AdministrationSection = (typeof ADMINISTRATION_SECTIONS)[number]['section'];

/** @returns the areas that somebody with these permissions may enter, each with its first page */
export function areasFor(permissions: readonly Permission[]): { area: Area; page: Page }[] {
  const administers = ADMINISTRATION_SECTIONS.some(({ permission }) =>
    permissions.includes(permission),
  );
  return [
    { area: 'account', page: '/account' },
    ...(permissions.includes('users.read')
      ? [{ area: 'helpDesk', page: '/help-desk' } as const]
      : permissions.includes('approvals.decide')
        ? [{ area: 'helpDesk', page: '/help-desk/approvals' } as const]
        : []),
    ...(administers ? [{ area: 'administration', page: '/administration' } as const] : []),
  ];
}

export function areaOf(page: Page): Area {
  if (page.startsWith('/help-desk')) return 'helpDesk';
  return page.startsWith('/administration') || page === '/first-run' ? 'administration' : 'account';
}
