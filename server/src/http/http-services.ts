import type { PortalFacts, administration } from '@gatehouse/protocol';

import type { OperatorReach } from '../access/operator-reach.js';
import type { PersonOperators } from '../access/person-operators.js';
import type { Roles } from '../access/roles.js';
import type { ApiKeys } from '../administration/api-keys.js';
import type { Bootstrap } from '../administration/bootstrap.js';
import type { Passwords } from '../administration/passwords.js';
import type { Users } from '../administration/users.js';
import type { AuditedApprovals } from '../approvals/audited-approvals.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { AuditReports } from '../audit/audit-reports.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AuditVerifier } from '../audit/audit-verifier.js';
import type { FormatOptions } from '../audit/formats/event-format.js';
import type { LogonEngine } from '../authentication/logon-engine.js';
import type { LogonForecasts } from '../authentication/logon-forecasts.js';
import type { Clock } from '../clock.js';
import type { Directory } from '../directory/directory.js';
import type { FirstRun } from '../first-run/first-run.js';
import type { ForeignAccounts } from '../foreign-accounts/foreign-accounts.js';
import type { DeskActions } from '../help-desk/create-desk-actions.js';
import type { HelpDesk } from '../help-desk/help-desk.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Kits } from '../kits/kits.js';
import type { Logger } from '../logger.js';
import type { MessageAdministration } from '../messages/message-administration.js';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { Policies } from '../policy/policies.js';
import type { PolicyAdministration } from '../policy/policy-administration.js';
import type { Random } from '../random.js';
import type { SelfCare } from '../self-care/self-care.js';
import type { SelfService } from '../self-service/self-service.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Tokens } from '../tokens/tokens.js';
import type { OwnSignIns } from '../web/own-sign-ins.js';
import type { Proofs } from '../web/proofs.js';
import type { SignIn } from '../web/sign-in.js';
import type { AnswerSigner } from '../workstation/answer-signer.js';
import type { Joining } from '../workstation/joining.js';
import type { RequestVerifier } from '../workstation/request-verifier.js';
import type { ServerIdentity } from '../workstation/server-identity.js';
import type { WorkstationStore } from '../workstation/workstation-store.js';
import type { Readiness } from './readiness.js';

/** What the routes call. */
export interface HttpServices {
  engine: LogonEngine;
  forecasts: LogonForecasts;
  selfService: SelfService;
  selfCare: SelfCare;
  identity: ServerIdentity;
  verifier: RequestVerifier;
  signer: AnswerSigner;
  joining: Joining;
  kits: Kits;
  workstations: WorkstationStore;
  foreignAccounts: ForeignAccounts;
  apiKeys: ApiKeys;
  sessions: Sessions;
  signIn: SignIn;
  /** What the pages say to everybody. */
  portalFacts: () => Promise<PortalFacts>;
  messageAdministration: MessageAdministration;
  proofs: Proofs;
  ownSignIns: OwnSignIns;
  /** What people reach the server at. */
  publicUrl: () => string;
  bootstrap: Bootstrap;
  firstRun: FirstRun;
  roles: Roles;
  /** What somebody who signed in may do to others. */
  people: PersonOperators;
  reach: OperatorReach;
  approvals: AuditedApprovals;
  users: Users;
  helpDesk: HelpDesk;
  deskActions: DeskActions;
  tokens: Tokens;
  passwords: Passwords;
  policies: Policies;
  policyAdministration: PolicyAdministration;
  directory: Directory;
  /** The directories that are configured. */
  directories: readonly administration.DirectoryFacts[];
  /** What this node does in the background. */
  jobs: () => administration.JobList;
  keyring: Keyring;
  audit: AuditLog;
  trail: AuditTrail;
  auditVerifier: AuditVerifier;
  reports: AuditReports;
  /** How events are spelled where they leave the server. */
  formats: FormatOptions;
  metrics: ServerMetrics;
  readiness: Readiness;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Whether an error says that the database is away. */
  isUnavailable: (error: unknown) => boolean;
}
