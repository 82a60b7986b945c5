import type { Permission } from '@gatehouse/protocol';

import type { Operator, OperatorGrant } from './operator.js';
import { coversScope, unionOf } from './scope.js';

/** One operator of several grants, before it is known what they are about to do. */
export function operatorOf(
  grants: readonly [OperatorGrant, ...OperatorGrant[]],
  rest: Omit<Operator, 'permissions' | 'scope' | 'grants'>,
): Operator {
  return {
    ...rest,
    permissions: new Set(grants.flatMap(({ permissions }) => [...permissions])),
    scope: reachOf(grants),
    grants,
  };
}

/**
 * The operator for what needs one permission: whom that permission reaches, and what else the operator may do to every
 * one of these. Undefined where they do not have the permission.
 */
export function narrowTo(operator: Operator, permission: Permission): Operator | undefined {
  if (!operator.permissions.has(permission)) return undefined;
  if (operator.grants === undefined) return operator;
  const [first, ...others] = operator.grants.filter(({ permissions }) =>
    permissions.has(permission),
  );
  if (first === undefined) return undefined;
  const scope = reachOf([first, ...others]);
  const reaches = (wanted: Permission) =>
    [first, ...others].every(
      (chosen) =>
        chosen.permissions.has(wanted) ||
        operator.grants?.some(
          (any) => any.permissions.has(wanted) && coversScope(any.scope, chosen.scope),
        ),
    );
  const permissions = new Set([...operator.permissions].filter(reaches));
  return { ...operator, permissions, scope, grants: undefined };
}

function reachOf([first, ...others]: readonly [OperatorGrant, ...OperatorGrant[]]) {
  return others.reduce((reached, { scope }) => unionOf(reached, scope), first.scope);
}
