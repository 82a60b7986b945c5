import type { SessionView, administration } from '@gatehouse/protocol';

/** What was read of a person at one time. */
export interface Reading {
  user: administration.User;
  /** Undefined where they could not be read. */
  sessions: readonly SessionView[] | undefined;
}
