import { OperatorReach } from '../access/operator-reach.js';
import { PersonOperators } from '../access/person-operators.js';
import { Roles } from '../access/roles.js';
import { ApiKeys } from '../administration/api-keys.js';
import { Bootstrap } from '../administration/bootstrap.js';
import { createApprovalSweeper } from '../approvals/approval-sweeper.js';
import { AuditedApprovals } from '../approvals/audited-approvals.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { Directory, ManagedDirectory } from '../directory/directory.js';
import { FirstRun } from '../first-run/first-run.js';
import type { HttpServices } from '../http/http-services.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { DatabaseConnections } from '../storage/database.js';
import {
  PostgresApiKeyStore,
  PostgresBootstrapCodeStore,
} from '../storage/postgres-administrator-store.js';
import { PostgresApprovalStore } from '../storage/postgres-approval-store.js';
import { PostgresFirstAdministratorStore } from '../storage/postgres-first-administrator-store.js';
import { PostgresRoleStore } from '../storage/postgres-role-store.js';
import type { Sweeper } from '../storage/sweeper.js';

interface OperatorParts {
  directory: Directory;
  managed: ManagedDirectory | undefined;
  policies: Policies;
  passwords: PasswordQuality;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

type OperatorServices = Pick<
  HttpServices,
  'apiKeys' | 'bootstrap' | 'firstRun' | 'roles' | 'people' | 'reach' | 'approvals'
>;

/** Puts together who may do what to whom: keys, roles of people, and four eyes. */
export function createOperators(
  { db, pool }: DatabaseConnections,
  { directory, managed, policies, passwords, audit, clock, random }: OperatorParts,
): { services: OperatorServices; sweeper: Sweeper } {
  const keyStore = new PostgresApiKeyStore(db);
  const codes = new PostgresBootstrapCodeStore(db, pool);
  const roleStore = new PostgresRoleStore(pool);
  const approvalStore = new PostgresApprovalStore(pool);
  const apiKeys = new ApiKeys({ store: keyStore, directory, audit, clock, random });
  const people = new PersonOperators({ store: roleStore, directory, clock });
  const reach = new OperatorReach({ directory, people });
  const approvals = new AuditedApprovals({
    ...{ store: approvalStore, directory, policies, reach, audit, clock, random },
  });
  return {
    services: {
      apiKeys,
      bootstrap: new Bootstrap({
        codes,
        keys: apiKeys,
        audit,
        clock,
        random,
      }),
      firstRun: new FirstRun({
        ...{ codes, directory, managed, policies, passwords, audit, clock, random },
        administrators: new PostgresFirstAdministratorStore(pool),
      }),
      roles: new Roles({ store: roleStore, directory, audit, clock, random }),
      people,
      reach,
      approvals,
    },
    sweeper: createApprovalSweeper(approvals, approvalStore),
  };
}
