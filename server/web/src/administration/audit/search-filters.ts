/** The filters of a search, by the names that they have in the address and in the API. */
export const FILTERS = [
  'principal',
  'type',
  'outcome',
  'door',
  'code',
  'policy',
  'operator',
  'source',
  'workstation',
  'correlation',
  'since',
  'until',
  'order',
] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Partial<Record<Filter, string>>;

/** Events of one page of results. */
export const PAGE_SIZE = 50;

/** @returns the filters in an address; what is empty is not there */
export function filtersIn(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (value !== undefined && value !== '') filters[name] = value;
  }
  return filters;
}

/** A correlation id, or the beginning of one, as people write it: with hyphens or blanks between. */
export function correlationOf(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toLowerCase();
}

export function isCorrelation(text: string): boolean {
  return /^[0-9a-f]{0,32}$/.test(correlationOf(text));
}
