import type { AccessScope } from '@gatehouse/protocol';

import {
  DistinguishedNameError,
  containerKeys,
  distinguishedNameKey,
} from './distinguished-name.js';
import { equalNames } from './principal-name.js';

/** Whether everybody of a realm is within a scope. One that names nothing reaches nobody. */
export function coversRealm(scope: AccessScope | undefined, realm: string): boolean {
  if (scope === undefined) return true;
  return scope.realms?.some((own) => equalNames(own, realm)) ?? false;
}

/** Whether an entry is one of these containers, or beneath one. What is no distinguished name is beneath none. */
export function isBeneath(dn: string, containers: readonly string[]): boolean {
  const own = keysOf(dn);
  return containers.some((container) => {
    const [key] = keysOf(container);
    return key !== undefined && own.includes(key);
  });
}

/**
 * Where a search has to begin so that it finds whom a scope reaches and nobody else: the base of the directory, or the OUs of
 * the scope that lie beneath it, none of them within another one. Nowhere when it reaches nobody there.
 */
export function searchBases(
  scope: AccessScope | undefined,
  { realm, baseDn }: { realm: string; baseDn: string },
): string[] {
  if (coversRealm(scope, realm)) return [baseDn];
  const ous = scope?.ous ?? [];
  if (isBeneath(baseDn, ous)) return [baseDn];
  const within = ous.filter((ou) => isBeneath(ou, [baseDn]));
  const distinct = [...new Map(within.map((ou) => [keysOf(ou)[0], ou])).values()];
  return distinct.filter(
    (ou) =>
      !isBeneath(
        ou,
        distinct.filter((other) => other !== ou),
      ),
  );
}

/** The entry and its containers, as keys that can be compared. */
function keysOf(dn: string): string[] {
  try {
    return [distinguishedNameKey(dn), ...containerKeys(dn)];
  } catch (error) {
    if (error instanceof DistinguishedNameError) return [];
    throw error;
  }
}
