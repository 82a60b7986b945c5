import './help-desk.css';

import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { Forbidden } from '../frame/forbidden.js';
import { useQuery } from '../navigation/location.js';
import type { Page } from '../navigation/location.js';
import { NavigationBar } from '../navigation/navigation-bar.js';
import { useTexts } from '../texts/language.js';
import { ApprovalsPage } from './approvals/approvals-page.js';
import { PersonPage } from './person/person-page.js';
import { SearchPage } from './search/search-page.js';
import { useHelpDeskTexts } from './texts/help-desk-texts.js';

/** Whom to help, and what waits for a second operator. */
export default function HelpDeskPages({ me, page }: { me: Me; page: Page }): ReactNode {
  const texts = useHelpDeskTexts();
  const reads = me.permissions.includes('users.read');
  const decides = me.permissions.includes('approvals.decide');
  return (
    <>
      {reads && decides && (
        <NavigationBar
          label={texts.navigation}
          current={page}
          links={[
            { to: '/help-desk', text: texts.people },
            { to: '/help-desk/approvals', text: texts.approvals.title },
          ]}
        />
      )}
      <Shown me={me} page={page} />
    </>
  );
}

function Shown({ me, page }: { me: Me; page: Page }): ReactNode {
  const { areas } = useTexts();
  const query = useQuery();
  const person = query.get('person') ?? '';
  const search = query.get('search') ?? '';
  const isApprovals = page === '/help-desk/approvals';
  if (!me.permissions.includes(isApprovals ? 'approvals.decide' : 'users.read')) {
    return <Forbidden title={areas.helpDesk} />;
  }
  if (isApprovals) return <ApprovalsPage me={me} />;
  if (person !== '') return <PersonPage key={person} me={me} person={person} search={search} />;
  return <SearchPage search={search} />;
}
