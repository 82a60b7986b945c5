import type { AccessScope } from '@gatehouse/protocol';

import {
  DistinguishedNameError,
  containerKeys,
  distinguishedNameKey,
} from '../directory/distinguished-name.js';
import { ApplicationError } from '../errors/application-error.js';

const MAX_DESCRIPTION = 500;

/** Where an account is. The local directory has no tree: its accounts are reached by realm only. */
export interface Place {
  realm: string;
  distinguishedName?: string | undefined;
}

/** Whether a scope reaches an account. Somebody who cannot be placed is outside. */
export function isWithinScope(scope: AccessScope | undefined, place: Place): boolean {
  if (scope === undefined) return true;
  const { ous = [], realms = [] } = scope;
  if (realms.some((realm) => isSameRealm(realm, place.realm))) return true;
  if (ous.length === 0 || place.distinguishedName === undefined) return false;
  const containers = readable(() => containerKeys(place.distinguishedName ?? ''));
  if (containers === undefined) return false;
  return ous.some((ou) => {
    const key = keyOf(ou);
    return key !== undefined && containers.includes(key);
  });
}

/**
 * Whether `outer` reaches everybody whom `inner` does, as far as that can be told from the two alone: an OU lies within
 * another one or not, and in no realm that anybody could tell.
 */
export function coversScope(
  outer: AccessScope | undefined,
  inner: AccessScope | undefined,
): boolean {
  if (outer === undefined) return true;
  if (inner === undefined) return false;
  const realms = outer.realms ?? [];
  const ous = new Set((outer.ous ?? []).map(keyOf));
  return (
    (inner.realms ?? []).every((realm) => realms.some((own) => isSameRealm(own, realm))) &&
    (inner.ous ?? []).every((ou) => keysFrom(ou).some((key) => ous.has(key)))
  );
}

/** @throws ApplicationError `request.malformed` for an OU that no account could be under */
export function requireReadableScope(scope: AccessScope | undefined): void {
  for (const ou of scope?.ous ?? []) {
    if (keyOf(ou) !== undefined) continue;
    throw new ApplicationError('request.malformed', {
      detail: 'scope: an OU is not a distinguished name, as OU=Sales,DC=corp,DC=test',
    });
  }
}

/** What two scopes reach together. */
export function unionOf(
  left: AccessScope | undefined,
  right: AccessScope | undefined,
): AccessScope | undefined {
  if (left === undefined || right === undefined) return undefined;
  return {
    ous: [...(left.ous ?? []), ...(right.ous ?? [])],
    realms: [...(left.realms ?? []), ...(right.realms ?? [])],
  };
}

/** For the audit: at most as long as a line that people read. */
export function describeScope({ ous = [], realms = [] }: AccessScope): string {
  const text = [...ous, ...realms].join(' | ');
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
}

function isSameRealm(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Of a container and of those that it is in. */
function keysFrom(ou: string): string[] {
  return readable(() => [distinguishedNameKey(ou), ...containerKeys(ou)]) ?? [];
}

function keyOf(ou: string): string | undefined {
  return readable(() => distinguishedNameKey(ou));
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DistinguishedNameError) return undefined;
    throw error;
  }
}
