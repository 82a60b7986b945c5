import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { useQuery } from '../../navigation/location.js';
import { PageLink } from '../../navigation/page-link.js';
import './audit.css';
import { AuditCharts } from './audit-charts.js';
import { AuditExport } from './audit-export.js';
import { AuditSearch } from './audit-search.js';
import { useAuditTexts } from './texts/audit-texts.js';

const VIEWS = ['search', 'charts', 'export'] as const;

/** The audit. What is looked for stands in the address, so that a search can be passed on. */
export default function AuditPage({ me }: { me: Me }): ReactNode {
  const texts = useAuditTexts();
  const asked = useQuery().get('view');
  const mayReport = me.permissions.includes('reports.read');
  const offered = VIEWS.filter((view) => view !== 'charts' || mayReport);
  const shown = offered.find((view) => view === asked) ?? 'search';
  const names = { search: texts.search, charts: texts.charts, export: texts.export.title };
  return (
    <>
      <nav aria-label={texts.parts} className="areas">
        <ul>
          {offered.map((view) => (
            <li key={view}>
              <PageLink
                to="/administration/audit"
                query={{ view: view === 'search' ? undefined : view }}
                current={view === shown && 'area'}
              >
                {names[view]}
              </PageLink>
            </li>
          ))}
        </ul>
      </nav>
      {shown === 'charts' ? (
        <AuditCharts />
      ) : shown === 'export' ? (
        <AuditExport />
      ) : (
        <AuditSearch />
      )}
    </>
  );
}
