import type { CredentialStore } from '../../factors/credential-store.js';
import type { Check } from './check.js';

/**
 * Asks what the principal has enrolled, and does not wait: the question travels with the strike that is taken next, and
 * the answer is there when the directory's is. Asked for names that nobody has, too (R38).
 */
export function readCredentials(store: CredentialStore): Check {
  return (attempt) => {
    const credentials = store.list(attempt.principal.id);
    // Whoever needs it sees the failure; an attempt that is refused before has no use for it.
    credentials.catch(() => undefined);
    attempt.credentials = credentials;
    return undefined;
  };
}
