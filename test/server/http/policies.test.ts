import { pathOf, settingAt } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
let https: TestWorkstation;
let key: administration.IssuedApiKey;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  https = await gatehouse.join();
  key = (await call('createApiKey', {}, { label: 'ci' })) as administration.IssuedApiKey;
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

type Name = Parameters<typeof pathOf>[0];
const METHODS: Partial<Record<Name, string>> = {
  applyPolicy: 'PUT',
  retirePolicy: 'DELETE',
  restorePolicy: 'POST',
  previewPolicies: 'POST',
  importPolicies: 'POST',
  createApiKey: 'POST',
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

async function call(
  name: Name,
  parameters: Record<string, string> = {},
  body?: unknown,
  query = '',
) {
  const answer = await ask(name, parameters, body, query);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

const apply = (
  name: string,
  assign: object,
  settings: object = {},
  more: object = {},
  query = '',
) => call('applyPolicy', { policyName: name }, { name, assign, settings, ...more }, query);

describe('versions', () => {
  test('have an author, a time and a comment; an old one can be compared and applied again', async () => {
    await apply(
      'versions',
      { users: ['nobody'] },
      { lockout: { strikes: 5 } },
      {},
      '?comment=first',
    );
    const body = Buffer.from(
      JSON.stringify({
        name: 'versions',
        assign: { users: ['nobody'] },
        settings: { lockout: { strikes: 7 }, otp: { digits: 8 } },
      }),
    );
    const byKey = await https.send({
      method: 'PUT',
      path: pathOf('applyPolicy', { policyName: 'versions' }),
      body,
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
    });
    expect(byKey).toMatchObject({ status: 200, body: { name: 'versions', version: 2 } });
    expect(await call('restorePolicy', { policyName: 'versions', version: '1' }, {})).toEqual({
      name: 'versions',
      version: 3,
    });
    const { versions } = (await call('logPolicy', {
      policyName: 'versions',
    })) as administration.PolicyLog;
    expect(versions).toMatchObject([
      { version: 3, author: { name: 'socket' }, comment: 'version 1 again', retired: false },
      { version: 2, author: { name: 'ci', keyId: key.id } },
      { version: 1, author: { name: 'socket' }, comment: 'first' },
    ]);
    for (const { appliedAt } of versions)
      expect(Date.now() - Date.parse(appliedAt)).toBeLessThan(60_000);
    const diff = (from: number, to: number) =>
      call('diffPolicy', { policyName: 'versions' }, undefined, `?from=${from}&to=${to}`);
    expect(await diff(1, 2)).toMatchObject({
      changes: [
        { path: '/settings/lockout/strikes', before: 5, after: 7 },
        { path: '/settings/otp', after: { digits: 8 } },
      ],
    });
    expect(await diff(1, 3)).toMatchObject({ changes: [] });
    expect(await call('showPolicy', { policyName: 'versions', version: '2' })).toMatchObject({
      version: 2,
      holds: false,
      document: { settings: { otp: { digits: 8 } } },
    });
  });

  test('are kept when a policy is retired, and it can be taken back', async () => {
    await apply('gone', { users: ['nobody-else'] }, { lockout: { strikes: 5 } });
    expect(
      await call('retirePolicy', { policyName: 'gone' }, undefined, '?comment=merged'),
    ).toEqual({ name: 'gone', version: 2 });
    const names = async () =>
      ((await call('listPolicies')) as { policies: administration.StoredPolicy[] }).policies.map(
        ({ document }) => document.name,
      );
    expect(await names()).not.toContain('gone');
    expect(await call('showPolicy', { policyName: 'gone', version: 'newest' })).toMatchObject({
      version: 2,
      retired: true,
      holds: false,
      comment: 'merged',
    });
    expect(await ask('retirePolicy', { policyName: 'gone' })).toMatchObject({
      status: 404,
      body: { code: 'policy.unknown' },
    });
    await call('restorePolicy', { policyName: 'gone', version: '1' }, {});
    expect(await names()).toContain('gone');
    const { events } = await gatehouse!.server.administer<administration.AuditPage>(
      'GET',
      `${pathOf('listAuditEvents')}?limit=1000`,
    );
    const ofGone = events.filter(({ detail }) => detail['policy'] === 'gone');
    expect(ofGone.map(({ type, detail }) => [type, detail['version'], detail['author']])).toEqual([
      ['policy.applied', 1, 'socket'],
      ['policy.retired', 2, 'socket'],
      ['policy.applied', 3, 'socket'],
    ]);
  });

  test.each([
    ['logPolicy', { policyName: 'none' }, ''],
    ['showPolicy', { policyName: 'none', version: 'newest' }, ''],
    ['showPolicy', { policyName: 'versions', version: '99' }, ''],
    ['diffPolicy', { policyName: 'versions' }, '?from=1&to=99'],
    ['listDepartures', { policyName: 'none' }, ''],
  ] as const)('that do not exist are said to: %s %j', async (name, parameters, query) => {
    expect(await ask(name, parameters, undefined, query)).toMatchObject({
      status: 404,
      body: { code: 'policy.unknown' },
    });
  });
});

describe('an administrator without a key', () => {
  test.each([
    'retirePolicy',
    'logPolicy',
    'showPolicy',
    'restorePolicy',
    'diffPolicy',
    'listDepartures',
    'explainPolicy',
    'previewPolicies',
    'exportPolicies',
    'importPolicies',
  ] as const)('cannot %s', async (name) => {
    const path = pathOf(name, { policyName: 'versions', version: '1', name: 'alice' });
    const answer = await https.send({
      method: METHODS[name] ?? 'GET',
      path,
      body: Buffer.alloc(0),
      headers: {},
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'api-key.invalid' } });
  });
});

describe('an explanation', () => {
  test('says for every setting who gave it, and where it departs from nist', async () => {
    await gatehouse!.server.administer('POST', pathOf('addUser'), {
      name: 'erin',
      password: 'correct horse battery',
    });
    await apply('company', { everyone: true }, { lockout: { strikes: 3 }, otp: { digits: 7 } });
    await apply(
      'erins',
      { users: ['erin'] },
      { selfService: { reset: 'answers' }, otp: { digits: 8 } },
      { profile: 'nist' },
    );
    const explain = async (query = '') =>
      (await call(
        'explainPolicy',
        { name: 'erin' },
        undefined,
        query,
      )) as administration.PolicyExplanation;
    const explanation = await explain();
    const policy = { name: 'erins', version: 1 };
    expect(explanation.winner).toEqual({ policy, by: { to: 'user' } });
    const of = (setting: string) => explanation.settings.find((one) => one.setting === setting);
    expect(of('otp.digits')).toMatchObject({ value: 8, origin: { policy, by: { to: 'user' } } });
    expect(of('desktop.wrongCodes')).toMatchObject({
      value: 10,
      origin: { policy, profile: 'nist' },
    });
    expect(of('lockout.strikes')).toMatchObject({
      value: 3,
      origin: { policy: { name: 'company' }, by: { to: 'everyone' } },
    });
    expect(of('lockout.sourceStrikes')).toMatchObject({
      value: 3,
      origin: { policy: { name: 'company' }, limitedBy: 'lockout.strikes' },
    });
    expect(of('lockout.windowMinutes')).toEqual({
      setting: 'lockout.windowMinutes',
      value: 60,
      origin: { by: { to: 'shipped' } },
    });
    expect(explanation.departures).toEqual([
      { setting: 'selfService.reset', value: 'answers', because: expect.any(String) as unknown },
    ]);
    expect((await explain('?setting=otp.digits')).settings).toHaveLength(1);
    expect(await call('listDepartures', { policyName: 'erins' })).toMatchObject({
      policy: 'erins',
      departures: explanation.departures,
    });
    const shown = (await call('showUser', { name: 'erin' })) as administration.User;
    for (const { setting, value } of explanation.settings) {
      const actual = settingAt(shown.policy!.settings, setting);
      expect([setting, value]).toEqual([setting, actual]);
    }
  });

  test.each([
    ['erin', '?setting=lockout.nonsense', 400],
    ['erin', '?door=window', 400],
    ['nobody-at-all', '', 404],
  ])('of %s%s is refused with %i', async (name, query, status) => {
    expect(await ask('explainPolicy', { name }, undefined, query)).toMatchObject({ status });
  });
});

describe('a preview', () => {
  test('says for whom what would change, and changes nothing', async () => {
    for (const name of ['frank', 'grace']) {
      await gatehouse!.server.administer('POST', pathOf('addUser'), {
        name,
        password: 'correct horse battery',
      });
    }
    const policy = {
      name: 'frank-only',
      assign: { users: ['frank'] },
      settings: { otp: { digits: 6 } },
    };
    const preview = async (whom: object) =>
      (await call(
        'previewPolicies',
        {},
        {
          policies: [policy],
          ...whom,
        },
      )) as administration.PolicyPreview;
    const seen = await preview({ users: ['frank', 'grace', 'nobody-at-all'] });
    expect(seen).toMatchObject({
      looked: 2,
      unknown: ['nobody-at-all'],
      more: false,
      users: [
        {
          name: 'LOCAL\\frank',
          before: { policy: { name: 'company' } },
          after: { policy: { name: 'frank-only', version: 1 }, by: { to: 'user' } },
          changes: [{ path: 'otp.digits', before: 7, after: 6 }],
        },
      ],
    });
    expect(seen.users).toHaveLength(1);
    expect((await preview({ everybody: true })).users).toHaveLength(1);
    expect(await preview({ everybody: true, limit: 1 })).toMatchObject({ looked: 1, more: true });
    expect(await preview({ group: 'Staff' })).toMatchObject({ looked: 0, users: [] });
    expect(
      await call('previewPolicies', {}, { retire: ['company'], users: ['grace'] }),
    ).toMatchObject({ users: [{ after: { by: { to: 'shipped' } } }] });
    const { winner } = (await call('explainPolicy', {
      name: 'frank',
    })) as administration.PolicyExplanation;
    expect(winner.policy?.name).toBe('company');
  });

  test.each([
    [{ users: ['a'], everybody: true }, 400],
    [{}, 400],
    [
      {
        users: ['frank'],
        policies: [{ name: 'x', assign: { ous: ['nonsense'] }, settings: {} }],
      },
      422,
    ],
    [
      {
        users: ['frank'],
        policies: [{ name: 'rival', assign: { everyone: true }, settings: {} }],
      },
      422,
    ],
  ])('of %j is refused with %i', async (body, status) => {
    expect(await ask('previewPolicies', {}, body)).toMatchObject({ status });
  });
});

describe('an export', () => {
  test('is imported as a whole or not at all, and shows what changes', async () => {
    const exported = (await call('exportPolicies')) as administration.PolicyExport;
    const again = { export: exported, retireOthers: true };
    expect(await call('importPolicies', {}, again)).toEqual({
      dryRun: false,
      unchanged: exported.policies.length,
      policies: [],
    });
    const names = exported.policies.map(({ name }) => name);
    const changed = exported.policies
      .filter(({ name }) => name !== 'versions')
      .map((policy) =>
        policy.name === 'erins' ? { ...policy, settings: { otp: { digits: 6 } } } : policy,
      );
    const fresh = { name: 'fresh', assign: { ous: ['OU=a,DC=b'] }, settings: {} };
    const request = {
      export: { ...exported, policies: [...changed, fresh] },
      retireOthers: true,
      comment: 'moved',
    };
    const what = [
      {
        name: 'erins',
        what: 'changed',
        changes: expect.arrayContaining([
          { path: '/settings/otp/digits', before: 8, after: 6 },
        ]) as unknown,
      },
      { name: 'fresh', what: 'added' },
      { name: 'versions', what: 'retired' },
    ];
    expect(await call('importPolicies', {}, { ...request, dryRun: true })).toMatchObject({
      dryRun: true,
      policies: what,
    });
    expect(await call('exportPolicies')).toEqual(exported);

    // Somebody applies a policy after the dry run: the import would not do what was shown.
    const looked = (await call('importPolicies', {}, { ...request, dryRun: true })) as {
      base: string;
    };
    const meanwhile = { name: 'meanwhile', assign: { users: ['nobody-yet'] }, settings: {} };
    await call('applyPolicy', { policyName: 'meanwhile' }, meanwhile);
    const late = await ask('importPolicies', {}, { ...request, base: looked.base });
    expect(late).toMatchObject({ status: 409, body: { code: 'policy.conflict' } });
    await call('retirePolicy', { policyName: 'meanwhile' });
    expect(await call('exportPolicies')).toEqual(exported);
    const { base } = (await call('importPolicies', {}, { ...request, dryRun: true })) as {
      base: string;
    };

    const wrong = { name: 'wrong', assign: { everyone: true }, settings: {} };
    const broken = { ...request, export: { ...exported, policies: [...changed, fresh, wrong] } };
    const refused = await ask('importPolicies', {}, broken);
    expect(refused).toMatchObject({ status: 422, body: { code: 'policy.invalid' } });
    expect(JSON.stringify(refused.body)).toContain('company');
    expect(await call('exportPolicies')).toEqual(exported);

    expect(await call('importPolicies', {}, { ...request, base })).toMatchObject({
      dryRun: false,
      unchanged: names.length - 2,
      policies: [
        { name: 'erins', version: 2 },
        { name: 'fresh', version: 1 },
        { name: 'versions' },
      ],
    });
    const { versions } = (await call('logPolicy', {
      policyName: 'fresh',
    })) as administration.PolicyLog;
    expect(versions).toMatchObject([{ comment: 'moved', author: { name: 'socket' } }]);
  });

  test('may hold more than other requests, and not everything', async () => {
    const many = (count: number) => ({
      dryRun: true,
      export: {
        format: 'gatehouse-policies-1',
        policies: Array.from({ length: count }, (_, n) => ({
          name: `many-${n}`,
          description: 'd'.repeat(400),
          assign: { users: [`user-${n}`] },
          settings: {},
        })),
      },
    });
    expect(await ask('importPolicies', {}, many(1000))).toMatchObject({ status: 200 });
    expect(await ask('importPolicies', {}, many(10_001))).toMatchObject({ status: 400 });
    expect(await ask('importPolicies', {}, many(20_000))).toMatchObject({ status: 413 });
  });

  test('names no policy twice', async () => {
    const policy = { name: 'twice', assign: {}, settings: {} };
    const exported = { format: 'gatehouse-policies-1', policies: [policy, policy] };
    expect(await ask('importPolicies', {}, { export: exported })).toMatchObject({
      status: 422,
      body: { detail: 'twice is there twice' },
    });
  });
});
