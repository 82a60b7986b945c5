import { ApplicationError } from '../errors/application-error.js';
import type { Person } from './person.js';

/**
 * For what must not be done by whoever finds a browser open: the person has proven who they are not longer ago than this.
 * @throws ApplicationError `session.proof-required`, after which `POST /api/v1/me/proofs` helps
 */
export function requireRecent(
  { authenticatedAt }: Pick<Person, 'authenticatedAt'>,
  minutes: number,
  now: Date,
): void {
  if (now.getTime() - authenticatedAt.getTime() <= minutes * 60_000) return;
  throw new ApplicationError('session.proof-required', {
    detail: `This needs a proof that is not older than ${minutes} minutes: begin one at /api/v1/me/proofs.`,
  });
}
