import type { Me } from '@gatehouse/protocol';
import { lazy } from 'react';
import type { ReactNode } from 'react';

import { Step } from '../frame/step.js';
import { ADMINISTRATION_SECTIONS } from '../navigation/areas.js';
import type { AdministrationSection } from '../navigation/areas.js';
import type { Page } from '../navigation/location.js';
import { NavigationBar } from '../navigation/navigation-bar.js';
import { PageLink } from '../navigation/page-link.js';
import { useAdministrationTexts } from './texts/administration-texts.js';

/** Each is loaded when it is opened. */
const PoliciesPage = lazy(() => import('./policies/policies-page.js'));
const AuditPage = lazy(() => import('./audit/audit-page.js'));
const DirectoriesPage = lazy(() => import('./directories/directories-page.js'));
const MessagesPage = lazy(() => import('./messages/messages-page.js'));
const WorkstationsPage = lazy(() => import('./workstations/workstations-page.js'));
const KeysPage = lazy(() => import('./keys/keys-page.js'));

export default function AdministrationPages({ me, page }: { me: Me; page: Page }): ReactNode {
  const texts = useAdministrationTexts();
  const entered = ADMINISTRATION_SECTIONS.filter(({ permission }) =>
    me.permissions.includes(permission),
  );
  const shown = entered.find((section) => section.page === page);
  return (
    <>
      <NavigationBar
        label={texts.navigation}
        current={page}
        links={entered.map(({ section, page: to }) => ({ to, text: texts[section].title }))}
      />
      {shown === undefined ? (
        <Step title={texts.title}>
          <dl className="sections">
            {entered.map(({ section, page: to }) => (
              <div key={section}>
                <dt>
                  <PageLink to={to}>{texts[section].title}</PageLink>
                </dt>
                <dd>{texts[section].lead}</dd>
              </div>
            ))}
            {me.permissions.includes('workstations.manage') && (
              <div>
                <dt>
                  <PageLink to="/first-run">{texts.firstRun.title}</PageLink>
                </dt>
                <dd>{texts.firstRun.lead}</dd>
              </div>
            )}
          </dl>
        </Step>
      ) : (
        <Section section={shown.section} me={me} />
      )}
    </>
  );
}

function Section({ section, me }: { section: AdministrationSection; me: Me }): ReactNode {
  switch (section) {
    case 'policies':
      return <PoliciesPage me={me} />;
    case 'audit':
      return <AuditPage me={me} />;
    case 'directories':
      return <DirectoriesPage me={me} />;
    case 'messages':
      return <MessagesPage me={me} />;
    case 'workstations':
      return <WorkstationsPage me={me} />;
    case 'keys':
      return <KeysPage me={me} />;
  }
}
