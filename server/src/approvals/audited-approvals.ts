import { ID_BYTES, formatId } from '@gatehouse/protocol';
import type { ApprovalId, FourEyesAction, Permission, administration } from '@gatehouse/protocol';

import type { OperatorReach } from '../access/operator-reach.js';
import type { Operator } from '../access/operator.js';
import { refusedOperator } from '../access/refused-operator.js';
import { isWithinScope } from '../access/scope.js';
import type { AuditEventType, AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import { policyReferenceOf } from '../policy/policies.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { ApprovalStore, StoredApproval } from './approval-store.js';
import type { Approvals, GuardedRequest } from './approvals.js';

export interface ApprovalsDependencies {
  store: ApprovalStore;
  directory: Directory;
  policies: Policies;
  reach: OperatorReach;
  audit: AuditLog;
  clock: Clock;
  random: Random;
}

/** What an operator must be allowed to do before they may ask for its approval. */
const NEEDED: Readonly<Record<FourEyesAction, Permission>> = {
  'password-link': 'users.password-link',
  'reset-factors': 'users.reset-factors',
  'break-glass': 'users.break-glass',
};

const MINUTE_MS = 60_000;
const MAX_LISTED = 100;
/** Of which those within a scope are shown. */
const MAX_SEARCHED = 1_000;

/** Two operators for what one alone may not do: who asked, who decided and who used it is in the audit. */
export class AuditedApprovals implements Approvals {
  readonly #dependencies: ApprovalsDependencies;

  constructor(dependencies: ApprovalsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @throws ApplicationError `principal.unknown`, `api-key.forbidden` for what the operator may not do anyway,
   *   `rate.limited` for too many open requests
   */
  async request(
    { action, user, reason }: administration.RequestApproval,
    operator: Operator,
    context: RequestContext,
  ): Promise<administration.Approval> {
    const { store, policies, reach, clock, random } = this.#dependencies;
    const needed = NEEDED[action];
    if (!operator.permissions.has(needed)) {
      throw refusedOperator('permission', `It needs the permission ${needed}.`);
    }
    const account = await reach.require(operator, needed, user);
    const policy = await policies.resolve(account);
    const minutes = policy.settings.helpDesk.approvalMinutes;
    const requestedAt = clock.now();
    const approval: StoredApproval = {
      id: formatId('apv', random.bytes(ID_BYTES)),
      state: 'open',
      action,
      principalId: account.principalId,
      principalName: account.samAccountName,
      realm: account.realm,
      distinguishedName: account.distinguishedName,
      reason,
      correlationId: context.correlationId,
      requester: { id: operator.id, name: operator.name },
      requesterPerson: operator.person,
      requestedAt,
      minutes,
      expiresAt: new Date(requestedAt.getTime() + minutes * MINUTE_MS),
      decider: undefined,
      decidedAt: undefined,
      comment: undefined,
    };
    if (!(await store.add(approval))) {
      throw new ApplicationError('rate.limited', {
        detail: 'You have too many open requests: have them decided first.',
      });
    }
    await this.#record('approval.requested', 'success', approval, context, {
      reason,
      policy: policyReferenceOf(policy),
    });
    return viewOf(approval);
  }

  /** One that the operator asked for, or may decide. @throws ApplicationError `approval.unknown` */
  async show(id: ApprovalId, operator: Operator): Promise<administration.Approval> {
    const approval = await this.#dependencies.store.find(id);
    const isTheirs =
      approval !== undefined &&
      (approval.requester.id === operator.id ||
        (operator.permissions.has('approvals.decide') && isWithinScope(operator.scope, approval)));
    if (!isTheirs) throw new ApplicationError('approval.unknown');
    return viewOf(this.#asOfNow(approval));
  }

  /** Those whom the operator's scope reaches, the newest first. */
  async list(
    state: administration.ApprovalState | undefined,
    operator: Operator,
  ): Promise<administration.Approval[]> {
    const found = await this.#dependencies.store.list({ state, limit: MAX_SEARCHED });
    return found
      .filter((approval) => isWithinScope(operator.scope, approval))
      .map((approval) => this.#asOfNow(approval))
      .filter((approval) => state === undefined || approval.state === state)
      .slice(0, MAX_LISTED)
      .map(viewOf);
  }

  /**
   * @throws ApplicationError `approval.unknown` also for those beyond the scope, `approval.own`, `approval.closed`
   */
  async decide(
    id: ApprovalId,
    { decision, comment }: administration.DecideApproval,
    operator: Operator,
    context: RequestContext,
  ): Promise<administration.Approval> {
    const { store, clock } = this.#dependencies;
    const approval = await store.find(id);
    if (approval === undefined || !(await this.#reaches(operator, approval))) {
      throw new ApplicationError('approval.unknown');
    }
    if (isSamePerson(operator, approval)) throw new ApplicationError('approval.own');
    const decided = await store.decide(id, {
      state: decision,
      decider: { id: operator.id, name: operator.name },
      deciderPerson: operator.person,
      comment,
      at: clock.now(),
    });
    if (decided === undefined) throw new ApplicationError('approval.closed');
    const type = decision === 'approved' ? 'approval.granted' : 'approval.refused';
    await this.#record(type, 'success', decided, context, {
      requester: decided.requester.id,
      requesterName: decided.requester.name,
      ...(comment === undefined ? {} : { reason: comment }),
    });
    return viewOf(decided);
  }

  async require(
    action: FourEyesAction,
    { operator, principal, ...origin }: GuardedRequest,
    approvalId?: ApprovalId,
  ): Promise<void> {
    const { store, policies, clock } = this.#dependencies;
    const { settings } = await policies.resolve(principal);
    if (!settings.helpDesk.fourEyes.includes(action)) return;
    const { principalId } = principal;
    const use = { action, principalId, requesterId: operator.id, at: clock.now() };
    const used = approvalId === undefined ? undefined : await store.consume(approvalId, use);
    if (used === undefined) {
      throw new ApplicationError('approval.required', {
        detail: await this.#whyNot(action, operator, approvalId),
      });
    }
    await this.#record(
      'approval.used',
      'success',
      used,
      { ...origin, operator },
      {
        reason: used.reason,
        decider: used.decider?.id ?? '',
        deciderName: used.decider?.name ?? '',
      },
    );
  }

  /** Closes what nobody decided or used in time. @returns how many; call again while it is not 0 */
  async expire(now: Date): Promise<number> {
    const expired = await this.#dependencies.store.expire(now);
    for (const approval of expired) {
      const { correlationId, requester } = approval;
      await this.#record(
        'approval.expired',
        'info',
        approval,
        { correlationId },
        {
          requester: requester.id,
          requesterName: requester.name,
          approved: approval.decider !== undefined,
        },
      );
    }
    return expired.length;
  }

  /** Where the account is now, not where it was when it was asked for. */
  async #reaches({ scope }: Operator, { principalId }: StoredApproval): Promise<boolean> {
    if (scope === undefined) return true;
    const account = await this.#dependencies.directory.findById(principalId);
    return account !== undefined && isWithinScope(scope, account);
  }

  /** What the operator has to do; nothing about approvals that are not theirs. */
  async #whyNot(
    action: FourEyesAction,
    operator: Operator,
    approvalId: ApprovalId | undefined,
  ): Promise<string> {
    const ask = `Ask for an approval of ${action}`;
    if (approvalId === undefined) return `${ask}, then repeat this with its id.`;
    const approval = await this.#dependencies.store.find(approvalId);
    if (approval?.requester.id !== operator.id) {
      return `${ask}: this one is not yours.`;
    }
    switch (this.#asOfNow(approval).state) {
      case 'open':
        return 'Nobody has approved it yet.';
      case 'refused':
        return 'It was refused.';
      case 'used':
        return `${ask} again: this one was used.`;
      case 'expired':
        return `${ask} again: this one has expired.`;
      case 'approved':
        return `${ask} of this person: this one is for something else.`;
    }
  }

  /** The state that its row has not got yet. */
  #asOfNow(approval: StoredApproval): StoredApproval {
    const isPending = approval.state === 'open' || approval.state === 'approved';
    const isOver = approval.expiresAt <= this.#dependencies.clock.now();
    return isPending && isOver ? { ...approval, state: 'expired' } : approval;
  }

  #record(
    type: AuditEventType,
    outcome: 'success' | 'info',
    { id, action, principalId, principalName }: StoredApproval,
    context: RequestContext,
    { policy, ...detail }: Record<string, string | boolean> & { policy?: string },
  ): Promise<void> {
    return this.#dependencies.audit.append({
      type,
      outcome,
      ...context,
      principalId,
      principalName,
      ...(policy === undefined ? {} : { policy }),
      detail: { approval: id, action, ...detail },
    });
  }
}

/** Neither the same key, nor another key of the same person, nor that person. */
function isSamePerson(operator: Operator, { requester, requesterPerson }: StoredApproval): boolean {
  if (operator.id === requester.id) return true;
  return requesterPerson !== undefined && requesterPerson === operator.person;
}

function viewOf(approval: StoredApproval): administration.Approval {
  const { id, state, action, principalId, principalName, reason } = approval;
  const { requester, requestedAt, expiresAt, decider, decidedAt, comment } = approval;
  return {
    ...{ id, state, action, principalId, principalName, reason, requester },
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...(decider === undefined ? {} : { decider }),
    ...(decidedAt === undefined ? {} : { decidedAt: decidedAt.toISOString() }),
    ...(comment === undefined ? {} : { comment }),
  };
}
