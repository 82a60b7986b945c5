import { ID_BYTES, MAX_FOREIGN_NAMES, formatId } from '@gatehouse/protocol';
import type { ForeignAccountId, administration } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import { refusedOperator, unknownPrincipal } from '../access/refused-operator.js';
import type { AuditEventType, AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Random } from '../random.js';
import type { WorkstationStore } from '../workstation/workstation-store.js';
import type { ForeignAccountStore, ForeignMapping } from './foreign-account-store.js';

export interface ForeignAccountsDependencies {
  store: ForeignAccountStore;
  workstations: Pick<WorkstationStore, 'findKey'>;
  directory: Pick<Directory, 'find'>;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** Accounts of Windows that no directory has, as administrators map people to them. */
export class ForeignAccounts {
  readonly #dependencies: ForeignAccountsDependencies;

  constructor(dependencies: ForeignAccountsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * From then on the account takes the factor of that person, and of nobody else.
   *
   * @throws ApplicationError `request.malformed` for an account that the directory has, `principal.unknown`, `request.not-found` for a workstation that never joined,
   *   `api-key.forbidden` for whoever maps an account to themselves, `foreign-account.mapped`
   */
  async map(
    wanted: administration.MapForeignAccount,
    operator: Operator,
    context: RequestContext,
  ): Promise<ForeignMapping> {
    const { store, directory, workstations, clock, random } = this.#dependencies;
    const { user, ...account } = wanted;
    const person = await directory.find(user);
    if (person === undefined) throw unknownPrincipal();
    const { principalId, samAccountName: principalName } = person;
    // Whoever knows the password of an administrator of a computer must not make the second half of it their own alone.
    if (principalId === operator.id || principalId === operator.person) {
      const detail = 'Somebody else maps an account to you, or root on the server.';
      throw refusedOperator('escalation', detail, person);
    }
    const { workstationId, name } = wanted;
    // Whoever is in the directory has a password that the server looks at, and a factor of their own.
    if (isOfDomain(name) && (await directory.find(name)) !== undefined) {
      const detail = 'The directory has this account: it takes the factor of its owner.';
      throw new ApplicationError('request.malformed', { detail });
    }
    if (workstationId !== undefined && (await workstations.findKey(workstationId)) === undefined) {
      throw new ApplicationError('request.not-found', { detail: 'There is no such workstation.' });
    }
    const mapping: ForeignMapping = {
      id: formatId('fga', random.bytes(ID_BYTES)),
      ...account,
      ...{ principalId, principalName },
      mappedAt: clock.now().toISOString(),
      mappedBy: operator.name,
    };
    if (!(await store.add(mapping))) throw new ApplicationError('foreign-account.mapped');
    await this.#record('foreign-account.mapped', mapping, context);
    return mapping;
  }

  async list({
    workstationId,
    after,
    limit,
  }: administration.ForeignAccountQuery): Promise<administration.ForeignAccountList> {
    const found = await this.#dependencies.store.list({
      workstationId,
      after: after ?? '',
      limit: limit + 1,
    });
    const foreignAccounts = found.slice(0, limit);
    const last = foreignAccounts.at(-1);
    return {
      foreignAccounts,
      ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
    };
  }

  /** Names of accounts of domains, which workstations could not tell from those of the directory. */
  domainNames(): Promise<string[]> {
    return this.#dependencies.store.domainNames(MAX_FOREIGN_NAMES);
  }

  /** @throws ApplicationError `foreign-account.unknown` */
  async unmap(id: ForeignAccountId, context: RequestContext): Promise<void> {
    const removed = await this.#dependencies.store.remove(id);
    if (removed === undefined) throw new ApplicationError('foreign-account.unknown');
    await this.#record('foreign-account.unmapped', removed, context);
  }

  #record(
    type: Extract<AuditEventType, `foreign-account.${string}`>,
    { id, workstationId, sid, name, principalId, principalName, reason }: ForeignMapping,
    context: RequestContext,
  ): Promise<void> {
    return this.#dependencies.audit.append({
      type,
      outcome: 'success',
      ...context,
      ...{ principalId, principalName },
      ...(workstationId !== undefined && { workstationId }),
      detail: {
        ...{ id, reason },
        ...(sid !== undefined && { sid }),
        ...(name !== undefined && { account: name }),
      },
    });
  }
}

function isOfDomain(name: string | undefined): name is string {
  return name !== undefined && /[\\@]/.test(name);
}
