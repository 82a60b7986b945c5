import type { AccessScope } from '../../protocol/src/http/access.js';
import { Permission } from '../../protocol/src/http/access.js';
import type { Operator } from '../../server/src/access/operator.js';

/** Somebody of the help desk who may do everything, within a scope where one is given. */
export function makeOperator(scope?: AccessScope): Operator {
  return { id: 'key_desk', name: 'desk', permissions: new Set(Permission.options), scope };
}
