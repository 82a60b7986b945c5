import type { AccessScope, Permission } from '@gatehouse/protocol';

import type { ApplicationError } from '../errors/application-error.js';
import type { Operator, OperatorGrant } from './operator.js';
import { refusedOperator } from './refused-operator.js';
import { coversScope } from './scope.js';

/** What somebody is given, or has. */
export interface Given {
  permissions: ReadonlySet<Permission>;
  scope: AccessScope | undefined;
  /** Never, when undefined. */
  expiresAt?: Date | undefined;
}

/**
 * Nobody gives, takes or takes over more than they have: no other permission, nobody else reached, no longer.
 * @throws ApplicationError `api-key.forbidden`
 */
export function requireNoMoreThan(operator: Operator, given: Given): void {
  const missing = [...given.permissions].filter(
    (permission) => !operator.permissions.has(permission),
  );
  if (missing.length > 0) throw refused(`more than you may yourself: ${missing.join(', ')}`);
  if (!coversScope(operator.scope, given.scope)) throw refused('a scope beyond your own');
  const { expiresAt } = operator;
  if (expiresAt !== undefined && (given.expiresAt === undefined || given.expiresAt > expiresAt)) {
    throw refused(`a time beyond your own, which ends at ${expiresAt.toISOString()}`);
  }
}

/** Whether somebody may do everything that another one may, to everybody whom that one reaches. */
export function hasAllOf(operator: Operator, grants: readonly OperatorGrant[]): boolean {
  return grants.every(
    ({ permissions, scope }) =>
      coversScope(operator.scope, scope) &&
      [...permissions].every((permission) => operator.permissions.has(permission)),
  );
}

function refused(what: string): ApplicationError {
  return refusedOperator('escalation', `This would take ${what}.`);
}
