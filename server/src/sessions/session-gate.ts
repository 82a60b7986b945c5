import type { Person } from './person.js';

/** Port: who a session's token stands for. */
export interface SessionGate {
  /**
   * Looks a token up, and counts as a use of the session.
   * @param token as the browser sent it; anything, also nothing
   * @throws ApplicationError `session.required` when it is no session's, or none's that holds
   */
  require(token: string | undefined): Promise<Person>;
  /** The same, and it is no use of the session: it ends when it would have ended. */
  look(token: string | undefined): Promise<Person>;
}
