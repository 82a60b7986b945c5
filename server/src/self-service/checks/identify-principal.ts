import type { PhantomPrincipals } from '../../authentication/phantom-principals.js';
import type { Directory } from '../../directory/directory.js';
import type { BeginCheck } from '../begin-attempt.js';

/** Finds the immutable id behind the typed name; a name that nobody has gets one as well (R36, R38). */
export function identifyPrincipal(directory: Directory, phantoms: PhantomPrincipals): BeginCheck {
  return async (attempt) => {
    const { name } = attempt.request;
    const account = await directory.find(name);
    if (account !== undefined) phantoms.learn(account);
    const phantom = phantoms.idOf(name);
    attempt.principal = { id: account?.principalId ?? phantom, account };
    return undefined;
  };
}
