import { ID_BYTES, ROLE_PERMISSIONS, formatId } from '@gatehouse/protocol';
import type { RoleAssignmentId, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';
import { requireNoMoreThan } from './no-more-than.js';
import type { Operator } from './operator.js';
import { refusedOperator, unknownPrincipal } from './refused-operator.js';
import type { RoleStore, RoleSubject, StoredRole } from './role-store.js';
import { coversScope, describeScope, isWithinScope, requireReadableScope } from './scope.js';

export interface RolesDependencies {
  store: RoleStore;
  directory: Directory;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** Which people may work on others. */
export class Roles {
  readonly #dependencies: RolesDependencies;

  constructor(dependencies: RolesDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @throws ApplicationError `api-key.forbidden` for more than the operator has, `principal.unknown`,
   *   `request.malformed`, `rate.limited` when there are too many
   */
  async assign(
    { subject: given, role, scope }: administration.AssignRole,
    operator: Operator,
    context: RequestContext,
  ): Promise<administration.RoleAssignment> {
    const { store, audit, clock, random } = this.#dependencies;
    requireReadableScope(scope);
    // A role does not end by itself: whoever ends must not give one.
    requireNoMoreThan(operator, { permissions: new Set(ROLE_PERMISSIONS[role]), scope });
    const subject = await this.#subjectOf(given, operator);
    const id = formatId('rol', random.bytes(ID_BYTES));
    const stored = { id, subject, role, scope, assignedAt: clock.now(), assignedBy: operator.id };
    if (!(await store.add(stored))) {
      throw new ApplicationError('rate.limited', {
        detail: 'There are too many roles: give one to a group instead of to its members.',
      });
    }
    await audit.append({
      type: 'role.assigned',
      outcome: 'success',
      ...context,
      ...factsOf(stored),
    });
    return viewOf(stored);
  }

  /** Those that reach nobody beyond whom the operator does. */
  async list(operator: Operator): Promise<administration.RoleAssignment[]> {
    const roles = await this.#dependencies.store.list();
    return roles.filter(({ scope }) => coversScope(operator.scope, scope)).map(viewOf);
  }

  /** @throws ApplicationError `request.not-found`, `api-key.forbidden` for more than the operator has */
  async remove(id: RoleAssignmentId, operator: Operator, context: RequestContext): Promise<void> {
    const { store, audit } = this.#dependencies;
    const stored = await store.find(id);
    if (stored === undefined || !coversScope(operator.scope, stored.scope)) throw unknownRole();
    const permissions = new Set(stored.role === undefined ? [] : ROLE_PERMISSIONS[stored.role]);
    const { expiresAt } = operator;
    requireNoMoreThan(operator, { permissions, scope: stored.scope, expiresAt });
    if (!(await store.remove(id))) throw unknownRole();
    await audit.append({
      type: 'role.removed',
      outcome: 'success',
      ...context,
      ...factsOf(stored),
    });
  }

  async #subjectOf(
    given: administration.AssignRole['subject'],
    { scope }: Operator,
  ): Promise<RoleSubject> {
    if (given.kind === 'group') {
      const { group, realm } = given;
      // Who is in a group nobody can tell beforehand: only its realm.
      if (!coversScope(scope, { realms: [realm] })) {
        throw refusedOperator('escalation', 'The group may have members beyond your scope.');
      }
      return { kind: 'group', group, realm: realm.toLowerCase() };
    }
    const account = await this.#dependencies.directory.find(given.name);
    if (account === undefined) throw unknownPrincipal();
    if (!isWithinScope(scope, account)) throw unknownPrincipal(account);
    return { kind: 'user', principalId: account.principalId, name: account.samAccountName };
  }
}

function factsOf({ id, subject, role, scope }: StoredRole) {
  return {
    ...(subject.kind === 'user'
      ? { principalId: subject.principalId, principalName: subject.name }
      : {}),
    detail: {
      id,
      role: role ?? 'unknown',
      ...(subject.kind === 'group' ? { group: subject.group, realm: subject.realm } : {}),
      ...(scope === undefined ? {} : { scope: describeScope(scope) }),
    },
  };
}

function viewOf({ id, subject, role, scope, assignedAt, assignedBy }: StoredRole) {
  return {
    ...{ id, subject, assignedBy, assignedAt: assignedAt.toISOString() },
    ...(role === undefined ? {} : { role }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function unknownRole(): ApplicationError {
  return new ApplicationError('request.not-found', { detail: 'Nobody has such a role.' });
}
