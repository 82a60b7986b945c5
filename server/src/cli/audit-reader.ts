import type { administration } from '@gatehouse/protocol';

import type { ApiClient } from './api-client.js';

/** Which events are of interest. `correlation` is a prefix of correlation ids. */
export interface AuditFilter {
  correlation?: string | undefined;
  principal?: string | undefined;
}

const PAGE = 1000;

/**
 * Reads to the end of the audit log and returns its last events with the cursor to go on from. The API reads oldest
 * first, so this walks the log; a filter makes the walk short.
 */
export async function readLastEvents(
  client: ApiClient,
  filter: AuditFilter,
  count: number,
): Promise<administration.AuditPage> {
  let last: administration.AuditPage = { events: [], cursor: '' };
  let kept: administration.AuditEvent[] = [];
  do {
    last = await readEventsAfter(client, filter, last.cursor);
    kept = [...kept, ...last.events].slice(-count);
  } while (last.events.length === PAGE);
  return { events: count === 0 ? [] : kept, cursor: last.cursor };
}

/** One page of events after a cursor; an empty cursor is the beginning. */
export async function readEventsAfter(
  client: ApiClient,
  filter: AuditFilter,
  cursor: string,
): Promise<administration.AuditPage> {
  return client.call('listAuditEvents', {
    query: { ...filter, after: cursor === '' ? undefined : cursor, limit: String(PAGE) },
  });
}
