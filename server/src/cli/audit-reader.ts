import type { administration } from '@gatehouse/protocol';

import type { ApiClient } from './api-client.js';

/** Which events are of interest. `correlation` is a prefix of correlation ids. */
export interface AuditFilter {
  correlation?: string | undefined;
  principal?: string | undefined;
}

/** The most events that one page holds. */
export const MAX_EVENTS = 1000;

/** The last events, with the cursor to go on from. */
export async function readLastEvents(
  client: ApiClient,
  filter: AuditFilter,
  count: number,
): Promise<administration.AuditPage> {
  // Where the log ends is known only from its last event.
  const page = await client.call('listAuditEvents', {
    query: { ...filter, from: 'end', limit: String(Math.max(1, count)) },
  });
  return count === 0 ? { ...page, events: [] } : page;
}

/** One page of events after a cursor. */
export async function readEventsAfter(
  client: ApiClient,
  filter: AuditFilter,
  cursor: string,
): Promise<administration.AuditPage> {
  return client.call('listAuditEvents', {
    query: { ...filter, after: cursor, limit: String(MAX_EVENTS) },
  });
}
