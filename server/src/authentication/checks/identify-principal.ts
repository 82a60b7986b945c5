import type { Directory } from '../../directory/directory.js';
import type { PhantomPrincipals } from '../phantom-principals.js';
import type { Check } from './check.js';

/** Finds the immutable id behind the typed name; a name that nobody has gets one as well (R36, R38). */
export function identifyPrincipal(directory: Directory, phantoms: PhantomPrincipals): Check {
  return async (attempt) => {
    const { name } = attempt.request;
    const account = await directory.find(name);
    if (account !== undefined) phantoms.learn(account);
    // The phantom id is computed in both cases, so that both take the same time.
    const phantom = phantoms.idOf(name);
    attempt.principal = { id: account?.principalId ?? phantom, account };
    return undefined;
  };
}
