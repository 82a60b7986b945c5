import type { FourEyesAction, PolicySettings } from '@gatehouse/protocol';

import { isWithinScope } from '../access/scope.js';
import type { Approvals } from '../approvals/approvals.js';
import type { AuditEventType, AuditLog, AuditRecord } from '../audit/audit-log.js';
import { accountNameOf } from '../authentication/logon.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialOwner } from '../factors/credentials.js';
import { policyReferenceOf } from '../policy/policies.js';
import type { Policies } from '../policy/policies.js';
import type { CallerVerification } from './caller-verification.js';
import type { DeskRequest, GuardedDeskRequest } from './desk-request.js';

/** Somebody whom an operator may do something to, as the directory and the policies are now. */
export interface DeskCase {
  account: DirectoryAccount;
  owner: CredentialOwner;
  settings: PolicySettings;
  /** Which policy the settings are of, for the audit. */
  policy: string | undefined;
}

/** What stands before everything that operators do here. */
export class DeskAdmission {
  readonly #parts: {
    directory: Directory;
    policies: Policies;
    verification: CallerVerification;
    approvals: Approvals;
    audit: AuditLog;
  };

  constructor(parts: {
    directory: Directory;
    policies: Policies;
    verification: CallerVerification;
    approvals: Approvals;
    audit: AuditLog;
  }) {
    this.#parts = parts;
  }

  /**
   * Finds the person. Whoever is outside the operator's scope is as unknown as who is nobody.
   * @throws ApplicationError `principal.unknown`
   */
  async find({ operator, name }: Pick<DeskRequest, 'operator' | 'name'>): Promise<DeskCase> {
    const { directory, policies } = this.#parts;
    const account = await directory.find(name);
    if (account === undefined || !isWithinScope(operator.scope, account)) {
      throw new ApplicationError('principal.unknown');
    }
    const policy = await policies.resolve(account);
    const owner = { principalId: account.principalId, principalName: accountNameOf(account) };
    return { account, owner, settings: policy.settings, policy: policyReferenceOf(policy) };
  }

  /**
   * The same for what takes a verified caller, where the policy of the person asks for one. A verification that is named
   * must hold in any case.
   * @throws ApplicationError `principal.unknown`, `verification.required`
   */
  async findVerified(request: GuardedDeskRequest): Promise<DeskCase> {
    const found = await this.find(request);
    const { operator, verificationId } = request;
    const isAsked = found.settings.helpDesk.verifyCaller === 'required';
    if (isAsked || verificationId !== undefined) {
      const { principalId } = found.account;
      await this.#parts.verification.require(verificationId, { operator, principalId });
    }
    return found;
  }

  /**
   * Spends the approval of a second operator, where the policy asks for one: right before the action.
   * @throws ApplicationError `approval.required`
   */
  requireApproval(
    action: FourEyesAction,
    { operator, approvalId, context }: GuardedDeskRequest,
    { account }: DeskCase,
  ): Promise<void> {
    const { correlationId, source } = context;
    const guarded = { operator, principal: account, correlationId, source };
    return this.#parts.approvals.require(action, guarded, approvalId);
  }

  /** Writes down who did what to whom, and why. Durable when it resolves. */
  record(
    type: AuditEventType,
    { operator, reason, context, ...request }: DeskRequest & Partial<GuardedDeskRequest>,
    { owner, policy }: DeskCase,
    more: Pick<AuditRecord, 'outcome' | 'code'> & { detail?: AuditRecord['detail'] },
  ): Promise<void> {
    const { verificationId, approvalId } = request;
    const { correlationId, source } = context;
    return this.#parts.audit.append({
      ...{ type, correlationId, source, door: 'help-desk', policy },
      ...owner,
      ...more,
      detail: {
        ...more.detail,
        ...{ operator: operator.id, operatorName: operator.name, reason },
        ...(verificationId === undefined ? {} : { verification: verificationId }),
        ...(approvalId === undefined ? {} : { approval: approvalId }),
      },
    });
  }
}
