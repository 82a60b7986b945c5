import { PORTAL_PAGES } from '@gatehouse/protocol';
import type { PortalPage } from '@gatehouse/protocol';

/** What is photographed, with what it is for. A page that is not here does not compile. */
export interface Shot {
  /** In the name of its file. */
  name: string;
  heading: string;
  meaning: string;
}

/** Steps that have no address of their own. */
export const STEPS = {
  refused: {
    name: 'sign-in-refused',
    heading: 'Not let in',
    meaning:
      'Name or password is wrong: which one is not said. The reference finds the attempt in the audit log.',
  },
  code: {
    name: 'code',
    heading: 'The second factor',
    meaning: 'Asked for after a right password, as policy says; other ways are offered beneath.',
  },
  enrolment: {
    name: 'enrolment',
    heading: 'An enrolment that is demanded',
    meaning:
      'Whoever must have a second factor and has none sets one up before there is a session.',
  },
  person: {
    name: 'help-desk-person',
    heading: 'A person, to the help desk',
    meaning: 'All there is of somebody, and what one may do for them.',
  },
} as const satisfies Record<string, Shot>;

const PAGES: Record<PortalPage, Omit<Shot, 'name'>> = {
  '/': { heading: 'Sign in', meaning: 'Name and password.' },
  '/reset': { heading: 'A forgotten password', meaning: 'As far as policy allows.' },
  '/unlock': { heading: 'A locked account', meaning: 'As far as policy allows.' },
  '/password-link': {
    heading: 'A link of the help desk',
    meaning: 'Good once. Here it was not: the address has no token.',
  },
  '/first-run': {
    heading: 'The first run',
    meaning: 'From the one-time code to the first logon. Here it is over already.',
  },
  '/account': { heading: 'Second factors', meaning: 'One’s own, and how to get another.' },
  '/account/password': {
    heading: 'Another password',
    meaning: 'The rules tick off as one types; the server decides.',
  },
  '/account/activity': {
    heading: 'Sessions and sign-ins',
    meaning: 'Where one is signed in, what happened, and a way to say that it was somebody else.',
  },
  '/help-desk': { heading: 'Help desk', meaning: 'One search box.' },
  '/help-desk/approvals': {
    heading: 'Approvals',
    meaning: 'What waits for a second operator.',
  },
  '/administration': {
    heading: 'Administration',
    meaning: 'What the permissions of the person allow.',
  },
  '/administration/policies': {
    heading: 'Policies',
    meaning: 'Which rules hold for whom, where they depart from the profile, what would change.',
  },
  '/administration/audit': { heading: 'Audit', meaning: 'What happened, when, and to whom.' },
  '/administration/messages': {
    heading: 'Messages',
    meaning: 'What mails and pages say in the company’s own words, and in which languages.',
  },
  '/administration/directories': {
    heading: 'Directories',
    meaning: 'Whether they answer, step by step.',
  },
  '/administration/workstations': {
    heading: 'Workstations',
    meaning: 'Which computers have joined, and how another one does.',
  },
  '/administration/keys': {
    heading: 'Keys and jobs',
    meaning: 'API keys, roles, the data key, and what runs in the background.',
  },
};

export interface PageShot extends Shot {
  address: PortalPage;
}

/** Every page, in the order in which the protocol lists them. */
export const PAGE_SHOTS: readonly PageShot[] = PORTAL_PAGES.map((address) => ({
  ...PAGES[address],
  address,
  name: address === '/' ? 'sign-in' : address.slice(1).replaceAll('/', '-'),
}));

/** In the order of docs/pages.md. */
export const SHOTS: readonly Shot[] = PAGE_SHOTS.flatMap((page): Shot[] => {
  if (page.address === '/') return [page, STEPS.refused, STEPS.code, STEPS.enrolment];
  return page.address === '/help-desk' ? [page, STEPS.person] : [page];
});
