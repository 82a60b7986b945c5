import { randomBytes } from 'node:crypto';

import { formatCorrelationId, permissionsOf } from '@gatehouse/protocol';
import type { AccessScope, ApprovalId, Role, administration } from '@gatehouse/protocol';

import { OperatorReach } from '../../../server/src/access/operator-reach.js';
import type { Operator } from '../../../server/src/access/operator.js';
import { PersonOperators } from '../../../server/src/access/person-operators.js';
import { createApprovalSweeper } from '../../../server/src/approvals/approval-sweeper.js';
import { AuditedApprovals } from '../../../server/src/approvals/audited-approvals.js';
import type { RequestContext } from '../../../server/src/context.js';
import type { DirectoryAccount } from '../../../server/src/directory/directory.js';
import { systemRandom } from '../../../server/src/random.js';
import { PostgresApprovalStore } from '../../../server/src/storage/postgres-approval-store.js';
import { PostgresRoleStore } from '../../../server/src/storage/postgres-role-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { startTestCore } from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

let postgres: TestPostgres | undefined;
let scene: TestCore;
let approvals: AuditedApprovals;
let other: AuditedApprovals;
let alice: DirectoryAccount;
let ida: DirectoryAccount;

beforeAll(async () => {
  postgres = await startTestPostgres();
  scene = await startTestCore(postgres);
  alice = scene.directory.add({
    name: 'alice',
    password: 'x',
    distinguishedName: 'CN=Alice,OU=Sales,DC=corp,DC=test',
  });
  ida = scene.directory.add({
    name: 'ida',
    password: 'x',
    distinguishedName: 'CN=Ida,OU=IT,DC=corp,DC=test',
  });
  approvals = approvalsOn(scene.connections.pool);
  other = approvalsOn(scene.connect().pool);
}, 120_000);
afterAll(async () => {
  await scene?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

function approvalsOn(pool: TestCore['connections']['pool']): AuditedApprovals {
  const { directory, clock } = scene;
  const { policies, audit } = scene.core;
  const people = new PersonOperators({ store: new PostgresRoleStore(pool), directory, clock });
  return new AuditedApprovals({
    store: new PostgresApprovalStore(pool),
    ...{ directory, policies, audit, clock, random: systemRandom },
    reach: new OperatorReach({ directory, people }),
  });
}

function operator(id: string, role: Role, more: Partial<Operator> = {}): Operator {
  const permissions = permissionsOf({ roles: [role], permissions: [] });
  return { id, name: `name of ${id}`, permissions, scope: undefined, ...more };
}

const SALES: AccessScope = { ous: ['OU=Sales,DC=corp,DC=test'] };
const carol = operator('key_carol', 'help-desk');
const lead = operator('key_lead', 'help-desk-lead');
const second = operator('key_second', 'help-desk-lead');

const context = (who?: Operator): RequestContext => ({
  correlationId: formatCorrelationId(randomBytes(16)),
  operator: who,
});
const ask = (who = carol, user = 'alice') =>
  approvals.request({ action: 'break-glass', user, reason: 'lost phone' }, who, context(who));
const decide = (
  id: ApprovalId,
  who = lead,
  decision: 'approved' | 'refused' = 'approved',
  on = approvals,
) => on.decide(id, { decision }, who, context(who));
const use = (id: ApprovalId | undefined, who = carol, principal = alice, on = approvals) =>
  on.require(
    'break-glass',
    { operator: who, principal, correlationId: context().correlationId },
    id,
  );

async function events(type: string, id: ApprovalId): Promise<administration.AuditEvent[]> {
  const page = await scene.core.audit.read({ limit: 1000, from: 'end' });
  return page.events.filter((one) => one.type === type && one.detail['approval'] === id);
}

describe('four eyes', () => {
  test('let somebody do once what a second operator approved', async () => {
    await expect(use(undefined)).rejects.toMatchObject({ code: 'approval.required' });
    const { id, state } = await ask();
    expect(state).toBe('open');
    await expect(use(id)).rejects.toMatchObject({
      code: 'approval.required',
      detail: 'Nobody has approved it yet.',
    });
    expect(await decide(id)).toMatchObject({ state: 'approved', decider: { id: 'key_lead' } });
    await use(id);
    await expect(use(id)).rejects.toMatchObject({
      code: 'approval.required',
      detail: expect.stringContaining('was used') as string,
    });
    expect(await events('approval.requested', id)).toMatchObject([
      {
        principalId: alice.principalId,
        detail: { action: 'break-glass', reason: 'lost phone', operator: 'key_carol' },
      },
    ]);
    expect(await events('approval.granted', id)).toMatchObject([
      {
        detail: { requester: 'key_carol', operator: 'key_lead', operatorName: 'name of key_lead' },
      },
    ]);
    expect(await events('approval.used', id)).toMatchObject([
      { detail: { decider: 'key_lead', operator: 'key_carol', reason: 'lost phone' } },
    ]);
  });

  test('are asked for by the policy of whoever is helped', async () => {
    const principal = scene.directory.add({ name: 'free', password: 'x' });
    await scene.core.policies.apply(
      { name: 'alone', assign: { users: ['free'] }, settings: { helpDesk: { fourEyes: [] } } },
      context(),
    );
    await use(undefined, carol, principal);
    await approvals.require('reset-factors', {
      operator: carol,
      principal: alice,
      correlationId: context().correlationId,
    });
  });

  test('are not those of the requester: the same key, or another one of the same person', async () => {
    const mine = await ask(lead);
    await expect(decide(mine.id, lead)).rejects.toMatchObject({ code: 'approval.own' });
    const dora = { person: 'corp.test/dora' };
    const hers = await ask(operator('key_dora', 'help-desk', dora));
    await expect(
      decide(hers.id, operator('key_dora_2', 'help-desk-lead', dora)),
    ).rejects.toMatchObject({ code: 'approval.own' });
    await expect(
      decide(hers.id, operator('corp.test/dora', 'help-desk-lead', dora)),
    ).rejects.toMatchObject({ code: 'approval.own' });
    await decide(hers.id, operator('key_emil', 'help-desk-lead', { person: 'corp.test/emil' }));
  });

  test('the statement itself refuses a decision of the requester', async () => {
    const store = new PostgresApprovalStore(scene.connections.pool);
    const { id } = await ask(operator('key_a', 'help-desk', { person: 'p' }));
    const decision = { state: 'approved' as const, comment: undefined, at: scene.clock.now() };
    const by = (decider: string, deciderPerson: string | undefined) =>
      store.decide(id, { ...decision, decider: { id: decider, name: 'x' }, deciderPerson });
    expect(await by('key_a', undefined)).toBeUndefined();
    expect(await by('key_b', 'p')).toBeUndefined();
    expect(await by('key_b', undefined)).toMatchObject({ state: 'approved' });
  });

  test('do not reach beyond the scope of the one who approves, nor of the one who asks', async () => {
    const scoped = operator('key_scoped', 'help-desk-lead', { scope: SALES });
    const forIda = await ask(carol, 'ida');
    const forAlice = await ask();
    await expect(decide(forIda.id, scoped)).rejects.toMatchObject({ code: 'approval.unknown' });
    await expect(approvals.show(forIda.id, scoped)).rejects.toMatchObject({
      code: 'approval.unknown',
    });
    const listed = (await approvals.list('open', scoped)).map(({ id }) => id);
    expect(listed).toContain(forAlice.id);
    expect(listed).not.toContain(forIda.id);
    await expect(
      ask(operator('key_x', 'help-desk', { scope: SALES }), 'ida'),
    ).rejects.toMatchObject({ code: 'principal.unknown' });
    await decide(forAlice.id, scoped);
  });

  test('are for that action on that person by that operator', async () => {
    const { id } = await ask();
    await decide(id);
    await expect(use(id, second)).rejects.toMatchObject({
      detail: expect.stringContaining('not yours') as string,
    });
    await expect(use(id, carol, ida)).rejects.toMatchObject({
      detail: expect.stringContaining('something else') as string,
    });
    await use(id);
  });

  test('a refusal ends it', async () => {
    const { id } = await ask();
    await decide(id, lead, 'refused');
    await expect(use(id)).rejects.toMatchObject({ detail: 'It was refused.' });
    await expect(decide(id, second)).rejects.toMatchObject({ code: 'approval.closed' });
    expect(await events('approval.refused', id)).toHaveLength(1);
  });

  test('nobody asks for what they may not do anyway', async () => {
    const auditor = operator('key_auditor', 'auditor');
    await expect(ask(auditor)).rejects.toMatchObject({ code: 'api-key.forbidden' });
  });

  test('one operator does not fill the list', async () => {
    const eager = operator('key_eager', 'help-desk');
    for (let i = 0; i < 50; i++) await ask(eager);
    await expect(ask(eager)).rejects.toMatchObject({ code: 'rate.limited' });
    await ask();
  });
});

describe('races', () => {
  test('of two who decide at once, on two nodes, one does', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await ask();
      const tries = await Promise.allSettled([
        decide(id, lead, 'approved'),
        decide(id, second, 'refused', other),
      ]);
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const [lost] = tries.filter((one) => one.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'approval.closed' });
      const granted = await events('approval.granted', id);
      const refused = await events('approval.refused', id);
      expect(granted.length + refused.length).toBe(1);
      await scene.connections.pool.query("UPDATE approvals SET state = 'used' WHERE id = $1", [id]);
    }
  });

  test('of many who use it at once, on two nodes, one does', async () => {
    const { id } = await ask();
    await decide(id);
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => use(id, carol, alice, i % 2 ? approvals : other)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await events('approval.used', id)).toHaveLength(1);
  });
});

describe('time', () => {
  test('nobody decides, and nobody uses, what has expired; each is audited once', async () => {
    const minutes = (count: number) => scene.clock.advance({ minutes: count });
    const late = await ask();
    const used = await ask();
    minutes(29);
    const { expiresAt } = await decide(used.id);
    expect(Date.parse(expiresAt) - scene.clock.now().getTime()).toBe(30 * 60_000);
    minutes(2);
    await expect(decide(late.id)).rejects.toMatchObject({ code: 'approval.closed' });
    minutes(28);
    await expect(use(used.id)).rejects.toMatchObject({
      detail: expect.stringContaining('expired') as string,
    });
    expect(await approvals.show(used.id, carol)).toMatchObject({ state: 'expired' });

    const { pool } = scene.connections;
    const sweepers = [approvals, other].map((one) =>
      createApprovalSweeper(one, new PostgresApprovalStore(pool)),
    );
    const sweepAll = async () => {
      for (let went = 1; went > 0;) {
        const counts = await Promise.all(sweepers.map((one) => one.sweep(scene.clock.now())));
        went = Math.max(...counts);
      }
    };
    await sweepAll();
    expect(await events('approval.expired', late.id)).toMatchObject([
      { outcome: 'info', detail: { requester: 'key_carol', approved: false } },
    ]);
    expect(await events('approval.expired', used.id)).toMatchObject([
      { detail: { approved: true } },
    ]);
    minutes(31 * 24 * 60);
    await sweepAll();
    await expect(approvals.show(used.id, carol)).rejects.toMatchObject({
      code: 'approval.unknown',
    });
  });
});
