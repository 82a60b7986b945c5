import type { Directory } from '../../directory/directory.js';
import { foreignKeyOf } from '../../foreign-accounts/foreign-account-store.js';
import type { ForeignAccountStore } from '../../foreign-accounts/foreign-account-store.js';
import { established } from '../established.js';
import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Finds whose factor is to be asked for. Somebody who is gone from the directory is mapped to nothing any more. */
export function identifyMappedPerson(
  accounts: Pick<ForeignAccountStore, 'find'>,
  directory: Pick<Directory, 'findById'>,
): Check {
  return async (attempt) => {
    const { source, foreign } = attempt.request;
    const mapping = await accounts.find(
      foreignKeyOf(established(foreign, 'foreign account'), source.key),
    );
    const account = mapping && (await directory.findById(mapping.principalId));
    if (account === undefined) return deny('account.unmapped');
    attempt.principal = { id: account.principalId, account };
    return undefined;
  };
}
