import { pathOf } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

let gatehouse: TestGatehouse | undefined;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

type Name = Parameters<typeof pathOf>[0];
const METHODS: Partial<Record<Name, string>> = {
  applyPolicy: 'PUT',
  retirePolicy: 'DELETE',
  checkPolicy: 'POST',
  restorePolicy: 'POST',
};

/** Over the socket. */
async function ask(
  name: Name,
  parameters: Record<string, string> = {},
  body?: unknown,
  query = '',
) {
  return gatehouse!.server.ask(METHODS[name] ?? 'GET', pathOf(name, parameters) + query, body);
}

async function call(...[name, parameters, body, query]: Parameters<typeof ask>) {
  const answer = await ask(name, parameters, body, query);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

describe('a policy that is being written', () => {
  test('is checked beside the others, with what it inherits, and nothing is stored', async () => {
    const document = (lockout: object) => ({
      ...{ name: 'draft', assign: { users: ['draft-nobody'] }, profile: 'nist' },
      settings: { lockout, selfService: { unlock: 'answers' } },
    });
    const check = (await call('checkPolicy', {}, document({ strikes: 4 }))) as {
      settings: { setting: string; value?: unknown; origin: object }[];
      departures: object[];
    };
    const of = (name: string) => check.settings.find(({ setting }) => setting === name);
    expect(of('lockout.strikes')).toMatchObject({
      value: 4,
      origin: { policy: { name: 'draft' } },
    });
    expect(of('password.breached')).toMatchObject({
      value: 'require',
      origin: { profile: 'nist' },
    });
    expect(of('otp.digits')).toMatchObject({ value: 6 });
    expect(of('lockout.sourceStrikes')).toMatchObject({
      value: 4,
      origin: { limitedBy: 'lockout.strikes' },
    });
    expect(check.departures).toMatchObject([{ setting: 'selfService.unlock', value: 'answers' }]);
    expect(await ask('checkPolicy', {}, document({ strikes: 3, sourceStrikes: 5 }))).toMatchObject({
      ...{ status: 422, body: { code: 'policy.invalid' } },
    });
    expect(await ask('logPolicy', { policyName: 'draft' })).toMatchObject({ status: 404 });
    const { settings } = (await call('listPolicySettings')) as { settings: object[] };
    expect(settings).toContainEqual(expect.objectContaining({ setting: 'lockout.strikes' }));
    expect(await ask('listPolicySettings', {}, undefined, '?language=zh')).toMatchObject({
      body: {
        settings: expect.arrayContaining([
          expect.objectContaining({
            setting: 'lockout.strikes',
            description: '连续失败多少次后锁定此人。',
          }),
        ]) as unknown,
      },
    });
    expect(await ask('listPolicySettings', {}, undefined, '?language=fr')).toMatchObject({
      status: 400,
    });
  });
});

describe('versions', () => {
  test('are changed from the one that somebody began with, and from no other', async () => {
    const document = (strikes: number) => ({
      ...{ name: 'based', assign: { users: ['based-nobody'] } },
      settings: { lockout: { strikes } },
    });
    const put = (strikes: number, base: number) =>
      ask('applyPolicy', { policyName: 'based' }, document(strikes), `?base=${base}`);
    expect(await put(5, 1)).toMatchObject({
      ...{ status: 409, body: { code: 'policy.conflict' } },
    });
    expect(await put(5, 0)).toMatchObject({ status: 200, body: { version: 1 } });
    // Both began from the first: one of them gets the second.
    const both = await Promise.all([put(6, 1), put(7, 1)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)!.body).toMatchObject({
      detail: 'now it is version 2, and not 1',
    });
    expect(await ask('retirePolicy', { policyName: 'based' }, undefined, '?base=1')).toMatchObject({
      status: 409,
    });
    await call('retirePolicy', { policyName: 'based' }, undefined, '?base=2');
    expect(await put(8, 2)).toMatchObject({
      ...{ status: 409, body: { detail: 'there is no such policy now, and not 2' } },
    });
    expect(await put(8, 0)).toMatchObject({ status: 200, body: { version: 4 } });
    expect(await ask('applyPolicy', { policyName: 'based' }, document(5))).toMatchObject({
      status: 200,
    });
  });

  test('are restored over the one that somebody has seen, and over no other', async () => {
    const document = (strikes: number) => ({
      ...{ name: 'taken-back', assign: { users: ['restored-nobody'] } },
      settings: { lockout: { strikes } },
    });
    const policyName = 'taken-back';
    for (const strikes of [5, 6]) await call('applyPolicy', { policyName }, document(strikes));
    const restore = (base: unknown) =>
      ask('restorePolicy', { policyName, version: '1' }, { comment: 'back', base });
    const conflict = { status: 409, body: { code: 'policy.conflict' } };
    expect(await restore(1)).toMatchObject(conflict);
    expect(await restore('2')).toMatchObject({ status: 400 });
    expect(await restore(2)).toMatchObject({ status: 200, body: { version: 3 } });
    await call('retirePolicy', { policyName });
    expect(await restore(4)).toMatchObject(conflict);
    expect(await restore(0)).toMatchObject({ status: 200, body: { version: 5 } });
  });
});
