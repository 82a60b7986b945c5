/**
 * The header that every request of a browser names which changes something. No form can send it, and a page of another
 * origin may only after a preflight, which nobody here answers. Its value says nothing.
 */
export const BROWSER_HEADER = 'gatehouse-request';

/** The paths at which the server gives the pages for people, and at which these know what to show. */
export const PORTAL_PAGES = [
  '/',
  '/reset',
  '/unlock',
  /** What follows `#` is the token of a link that the help desk gave. */
  '/password-link',
  /** From a fresh server to a first logon. */
  '/first-run',
  '/account',
  '/account/password',
  '/account/activity',
  /** A person is named by `?person=`. */
  '/help-desk',
  /** What waits for a second operator. */
  '/help-desk/approvals',
  '/administration',
  '/administration/policies',
  '/administration/audit',
  '/administration/messages',
  '/administration/directories',
  '/administration/workstations',
  '/administration/keys',
] as const;
export type PortalPage = (typeof PORTAL_PAGES)[number];
