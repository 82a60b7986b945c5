import type { administration } from '@gatehouse/protocol';
import { Loader, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { useQuery } from '../../navigation/location.js';
import { PageLink } from '../../navigation/page-link.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { DetailedFailure } from '../detailed-failure.js';
import { useAdministrationTexts } from '../texts/administration-texts.js';
import { EventEntry } from './event-entry.js';
import { FilterForm } from './filter-form.js';
import { PAGE_SIZE, filtersIn } from './search-filters.js';
import { useAuditTexts } from './texts/audit-texts.js';

/** Events of the log, by what the address asks for. */
export function AuditSearch(): ReactNode {
  const { audit: section } = useAdministrationTexts();
  const query = useQuery();
  const asked = query.toString();
  return (
    <Step title={section.title} lead={section.lead}>
      <FilterForm key={`filters ${asked}`} filters={filtersIn(query)} />
      <Results key={asked} query={query} />
    </Step>
  );
}

function Results({ query }: { query: URLSearchParams }): ReactNode {
  const words = useAuditTexts();
  const { frame } = useTexts();
  const { intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const [page, setPage] = useState<administration.AuditPage>();
  const filters = filtersIn(query);
  const after = query.get('after');
  const load = useRef(() =>
    run(async () =>
      setPage(
        await call('searchAuditEvents', {
          query: { ...filters, limit: String(PAGE_SIZE), ...(after !== null && { after }) },
        }),
      ),
    ),
  );
  useEffect(() => load.current(), []);
  const { results } = words;
  return (
    <section aria-label={results.title}>
      <Title order={2} size="h4">
        {results.title}
      </Title>
      {failure !== undefined && <DetailedFailure failure={failure} problems={words.problems} />}
      {busy && <Loader aria-label={frame.loading} />}
      {page !== undefined && (
        <>
          <Text size="sm" role="status">
            {page.events.length === 0 ? results.none : results.count(page.events.length)}
          </Text>
          {page.events.map((event) => (
            <EventEntry key={event.id} event={event} />
          ))}
          <div className="buttons">
            {after !== null && (
              <PageLink to="/administration/audit" query={filters}>
                {results.first}
              </PageLink>
            )}
            {page.events.length === PAGE_SIZE && (
              <PageLink to="/administration/audit" query={{ ...filters, after: page.cursor }}>
                {results.next}
              </PageLink>
            )}
          </div>
        </>
      )}
    </section>
  );
}
