import type { Directory } from '../../directory/directory.js';
import { reliefOf } from '../relief.js';
import type { Check } from './check.js';

/** Finds out why the password would be enough, now that it is known to be right. Refuses nobody. */
export function lookForRelief(directory: Pick<Directory, 'groups'>): Check {
  return async (attempt) => {
    const { account } = attempt.principal;
    if (account !== undefined) attempt.relief = await reliefOf(attempt, account, directory);
    return undefined;
  };
}
