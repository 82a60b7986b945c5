import type { RequestContext } from '../context.js';
import type { SessionEndReason } from './session.js';

/** Port: for whoever takes something away that sessions rest on, as a password or a factor. */
export interface SessionEnder {
  /** Ends all sessions of a person, and audits that. @returns how many there were */
  endAll(principalId: string, reason: SessionEndReason, context: RequestContext): Promise<number>;
}
