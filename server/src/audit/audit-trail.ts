import type { administration } from '@gatehouse/protocol';

/** What to look for. Everything that is named must fit. */
export interface AuditSearch {
  /** Id or name. */
  principal?: string | undefined;
  door?: string | undefined;
  workstation?: string | undefined;
  source?: string | undefined;
  type?: string | undefined;
  outcome?: string | undefined;
  code?: string | undefined;
  /** The policy that decided: `staff` for all of its versions, `staff@3` for one. */
  policy?: string | undefined;
  /** Who caused it in the place of somebody else: id or name. */
  operator?: string | undefined;
  /** A prefix of correlation ids. */
  correlation?: string | undefined;
  /** From this moment on. */
  since?: Date | undefined;
  /** Before this moment. */
  until?: Date | undefined;
  order: 'oldest' | 'newest';
  /** The cursor of the page before. */
  after?: string | undefined;
  limit: number;
}

/** An event with its place in its node's chain: what leaves the server can be held against the chain later. */
export interface PlacedEvent extends administration.AuditEvent {
  node: string;
  month: string;
  sequence: number;
  /** Hexadecimal. */
  hash: string;
}

/** Port: what is in the audit log, for those who look for something and for those who take everything. */
export interface AuditTrail {
  /** In order of time. The end is reached when a page has less events than `limit`. */
  search(search: AuditSearch): Promise<administration.AuditPage>;
  /** In order of writing: no event is skipped, and none comes twice. `after` is `0` at first. */
  next(after: string, limit: number): Promise<{ events: PlacedEvent[]; cursor: string }>;
}
