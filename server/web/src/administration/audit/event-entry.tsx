import type { administration } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { PageLink } from '../../navigation/page-link.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useAuditTexts } from './texts/audit-texts.js';

const FIELDS = [
  ...(['at', 'type', 'outcome', 'door', 'principalName', 'principalId', 'workstationId'] as const),
  ...(['source', 'code', 'policy', 'correlationId', 'id'] as const),
];

/** One event: what it is in a line, all there is of it when it is opened. */
export function EventEntry({ event }: { event: administration.AuditEvent }): ReactNode {
  const { field, filter, results } = useAuditTexts();
  const { language } = useLanguage();
  const { at, type, outcome, principalName, principalId, door, code, correlationId, detail } =
    event;
  const said = [filter.outcomes[outcome], principalName, door, code];
  return (
    <details className="event">
      <summary>
        <time dateTime={at}>{momentText(language, at)}</time>
        <strong>{type}</strong>
        {said.filter((part) => part !== undefined).join(' · ')}
      </summary>
      <dl className="facts">
        {FIELDS.filter((name) => event[name] !== undefined).map((name) => (
          <Fact key={name} name={field[name]} value={String(event[name])} />
        ))}
        {Object.entries(detail).map(([name, value]) => (
          <Fact key={`detail ${name}`} name={name} value={String(value)} />
        ))}
      </dl>
      <div className="buttons">
        <PageLink
          to="/administration/audit"
          query={{ correlation: correlationId, order: 'oldest' }}
        >
          {results.correlated}
        </PageLink>
        {principalId !== undefined && (
          <PageLink to="/administration/audit" query={{ principal: principalId }}>
            {results.person}
          </PageLink>
        )}
      </div>
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
