import { ApplicationError } from '../errors/application-error.js';

/**
 * Refuses a realm that is not one of those that there are; without one there is nothing to refuse.
 *
 * @throws ApplicationError `request.malformed`
 */
export function requireRealm(realm: string | undefined, known: readonly string[]): void {
  if (realm === undefined || known.includes(realm.toLowerCase())) return;
  const detail = `realm: there are only ${known.join(', ')}`;
  throw new ApplicationError('request.malformed', { detail });
}
