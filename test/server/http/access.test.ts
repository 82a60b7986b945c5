import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ENDPOINTS, Role, pathOf } from '@gatehouse/protocol';
import type { AccessScope, Endpoint, EndpointName, administration } from '@gatehouse/protocol';

import type { ServerOverrides } from '../../../server/src/server.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';

interface Row {
  roles: Role[];
  withinScope: boolean;
}

/** What a reviewer reads: written down apart from the endpoint table. */
const { operations: EXPECTED } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../vectors/roles.json'), 'utf8'),
) as { operations: Record<string, Row> };

const UNLIMITED = { guesses: 100_000, public: 100_000, administrator: 100_000 };
const SALES: AccessScope = { ous: ['ou=sales, DC=Corp,dc=TEST'] };
const MANAGED = Object.entries<Endpoint>(ENDPOINTS).filter(
  ([, { audience }]) => audience === 'administrator',
) as [EndpointName, Endpoint][];

let gatehouse: TestGatehouse | undefined;
let https: TestWorkstation;
const directory = new FakeDirectory();

beforeAll(async () => {
  const password = 'correct horse battery';
  directory.add({ name: 'sue', password, distinguishedName: 'CN=Sue,OU=Sales,DC=corp,DC=test' });
  directory.add({
    name: 'sam',
    password,
    distinguishedName: 'CN=Sam,OU=East,OU=SALES,DC=corp,DC=test',
  });
  directory.add({ name: 'ida', password, distinguishedName: 'CN=Ida,OU=IT,DC=corp,DC=test' });
  // In name only.
  directory.add({
    name: 'eve',
    password,
    distinguishedName: String.raw`CN=x\,OU\=Sales,OU=IT,DC=corp,DC=test`,
  });
  directory.add({ name: 'lou', password });
  directory.add({
    name: 'boss',
    password,
    distinguishedName: 'CN=Boss,OU=Sales,DC=corp,DC=test',
    groups: [{ name: 'Directors', sid: 'S-1-5-21-1-2-3-500', nested: true }],
  });
  const overrides: ServerOverrides = { directory, rateLimits: UNLIMITED };
  gatehouse = await startTestGatehouse(overrides);
  https = await gatehouse.join();
}, 120_000);
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

async function askWithKey(key: string, method: string, target: string, body?: unknown) {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const headers: Record<string, string> = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const answer = await https.send({ method, path: target, body: bytes, headers });
  return answer as { status: number; body: Record<string, unknown> };
}

function issue(wanted: Partial<administration.CreateApiKey>) {
  return gatehouse!.server.administer<administration.IssuedApiKey>('POST', '/api/v1/api-keys', {
    label: 'test',
    ...wanted,
  });
}

const keyOf = async (wanted: Partial<administration.CreateApiKey>) => (await issue(wanted)).secret;

/** Whether a key gets through to the handler, whatever the handler says of a request that means nothing. */
async function isAnswered(key: string, { method, path: template }: Endpoint): Promise<boolean> {
  const bytes = Buffer.from('');
  const headers = { authorization: `Bearer ${key}`, accept: '*/*' };
  const target = template.replaceAll(/:[A-Za-z]+/g, 'x');
  const { status, body } = await https.send({ method, path: target, body: bytes, headers });
  const { code } = (body ?? {}) as { code?: string };
  if (status === 401) throw new Error(`${template}: the key was not taken`);
  if (status >= 500) throw new Error(`${template}: ${status}`);
  return code !== 'api-key.forbidden';
}

describe('the table of operations', () => {
  test('is the one that reviewers read', () => {
    expect(MANAGED.map(([name]) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(Role.options)(
    'answers %s where it is written, and refuses it elsewhere',
    async (role) => {
      const key = await keyOf({ roles: [role] });
      const scoped = await keyOf({ roles: [role], scope: SALES });
      for (const [name, endpoint] of MANAGED) {
        const { roles, withinScope } = EXPECTED[name]!;
        expect([name, await isAnswered(key, endpoint)]).toEqual([name, roles.includes(role)]);
        expect([name, 'scoped', await isAnswered(scoped, endpoint)]).toEqual([
          name,
          'scoped',
          roles.includes(role) && withinScope,
        ]);
      }
    },
  );

  test('names one permission in the OpenAPI document', async () => {
    const document = (await gatehouse!.server.ask('GET', '/api/v1/openapi.json')).body as {
      paths: Record<string, Record<string, { operationId: string; 'x-permission'?: string }>>;
    };
    const told = Object.values(document.paths).flatMap((one) => Object.values(one));
    for (const [name, endpoint] of MANAGED) {
      const operation = told.find(({ operationId }) => operationId === name);
      expect([name, operation?.['x-permission']]).toEqual([
        name,
        endpoint.audience === 'administrator' ? endpoint.permission : undefined,
      ]);
    }
  });

  test('a refusal is audited with the permission and the operator', async () => {
    const { id, secret } = await issue({ roles: ['monitoring'] });
    expect(await askWithKey(secret, 'GET', pathOf('showUser', { name: 'ida' }))).toMatchObject({
      status: 403,
      body: { code: 'api-key.forbidden', detail: 'It needs the permission users.read.' },
    });
    expect((await newest('access.refused')).detail).toEqual({
      permission: 'users.read',
      operation: 'showUser',
      because: 'permission',
      operator: id,
      operatorName: 'test',
    });
  });
});

async function newest(type: string) {
  const page = await gatehouse!.server.administer<administration.AuditPage>(
    'GET',
    '/api/v1/audit/events?from=end&limit=50',
  );
  return page.events.filter((event) => event.type === type).at(-1)!;
}

describe('a scope', () => {
  test.each([
    ['sue', 200],
    ['sam', 200],
    ['CORP\\Sam', 200],
    ['ida', 404],
    ['eve', 404],
    ['lou', 404],
    ['nobody', 404],
  ])('of an OU reaches %s: %d', async (name, status) => {
    const key = await keyOf({ roles: ['help-desk'], scope: SALES });
    const answer = await askWithKey(key, 'GET', pathOf('showUser', { name }));
    expect(answer.status).toBe(status);
    if (status === 404) {
      const { correlationId: _, ...problem } = answer.body;
      expect(problem).toEqual({
        type: 'urn:gatehouse:problem:principal.unknown',
        title: 'There is no such user in the directory.',
        status: 404,
        code: 'principal.unknown',
      });
    }
  });

  test('and what somebody may hold for good also where an id stands for the name', async () => {
    const key = await keyOf({ permissions: ['passwords.manage'] });
    const scoped = await keyOf({ roles: ['administrator'], scope: SALES });
    for (const [user, by, status] of [
      ['ida', scoped, 404],
      ['sue', scoped, 200],
      ['ida', key, 200],
    ] as const) {
      const { principalId } = (await directory.find(user))!;
      for (const name of [user, principalId]) {
        const answer = await askWithKey(by, 'DELETE', pathOf('forgetPasswords', { name }));
        expect([user, name, answer.status]).toEqual([user, name, status]);
      }
    }
    const role = await gatehouse!.server.administer<administration.RoleAssignment>(
      'POST',
      pathOf('assignRole'),
      { subject: { kind: 'user', name: 'ida' }, role: 'administrator' },
    );
    const { principalId } = (await directory.find('ida'))!;
    for (const name of ['ida', principalId]) {
      expect(await askWithKey(key, 'DELETE', pathOf('forgetPasswords', { name }))).toMatchObject({
        status: 403,
        body: { code: 'api-key.forbidden' },
      });
    }
    await gatehouse!.server.ask('DELETE', pathOf('removeRole', { assignmentId: role.id }));
  });

  test('that is left is unknown to every operation about a user, and audited', async () => {
    const key = await keyOf({ scope: SALES });
    const about = MANAGED.filter(
      ([, endpoint]) => endpoint.audience === 'administrator' && endpoint.reach === 'user',
    );
    expect(about.length).toBeGreaterThan(7);
    for (const [name, { method, path: template }] of about) {
      const ask = async (user: string) => {
        const target = template.replace(':name', user).replaceAll(/:[A-Za-z]+/g, 'x');
        const { status, body } = await askWithKey(key, method, target);
        return { status, code: body['code'], detail: body['detail'] };
      };
      expect([name, await ask('ida')]).toEqual([name, await ask('nobody')]);
      expect([name, (await ask('ida')).code]).toEqual([name, 'principal.unknown']);
    }
    const refused = await newest('access.refused');
    expect(refused).toMatchObject({ principalName: 'ida', code: 'principal.unknown' });
    expect(refused.detail).toMatchObject({ because: 'scope' });
  });

  test('of a realm reaches the accounts without a place in a tree', async () => {
    const key = await keyOf({ roles: ['help-desk'], scope: { realms: ['CORP.test'] } });
    expect(await askWithKey(key, 'GET', pathOf('showUser', { name: 'lou' }))).toMatchObject({
      status: 200,
    });
    const other = await keyOf({ roles: ['help-desk'], scope: { realms: ['other.test'] } });
    expect(await askWithKey(other, 'GET', pathOf('showUser', { name: 'lou' }))).toMatchObject({
      status: 404,
    });
  });

  test.each([[{ ous: ['nonsense'] }], [{ ous: [] }], [{}], [{ realms: [] }]])(
    '%j is none',
    async (scope) => {
      const answer = await gatehouse!.server.ask('POST', pathOf('createApiKey'), {
        label: 'x',
        scope,
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
    },
  );

  test('keeps tokens of others away, also by serial', async () => {
    const csv =
      'serial,type,secret_hex,user\nT1,totp,3132333435363738393031323334353637383930,ida\n';
    const more = 'T2,totp,3132333435363738393031323334353637383931,\n';
    await gatehouse!.server.administer('POST', pathOf('importTokens'), {
      format: 'csv',
      content: csv + more,
      dryRun: false,
    });
    const key = await keyOf({ scope: SALES });
    const assignment = (serial: string) => pathOf('assignToken', { serial });
    expect(await askWithKey(key, 'DELETE', assignment('T1'))).toMatchObject({
      body: { code: 'token.unknown' },
    });
    expect(await askWithKey(key, 'PUT', assignment('T2'), { user: 'ida' })).toMatchObject({
      body: { code: 'principal.unknown' },
    });
    expect(await askWithKey(key, 'PUT', assignment('T2'), { user: 'sue' })).toMatchObject({
      status: 200,
    });
    expect(await askWithKey(key, 'DELETE', assignment('T2'))).toMatchObject({ status: 200 });
  });
});

describe('nobody gives more than they have', () => {
  const create = (key: string, wanted: Partial<administration.CreateApiKey>) =>
    askWithKey(key, 'POST', pathOf('createApiKey'), { label: 'child', ...wanted });
  const forbidden = { status: 403, body: { code: 'api-key.forbidden' } };

  test('no other permission', async () => {
    const key = await keyOf({ permissions: ['access.manage', 'access.read', 'users.read'] });
    expect(await create(key, {})).toMatchObject(forbidden);
    expect(await create(key, { roles: ['help-desk'] })).toMatchObject(forbidden);
    expect(await create(key, { permissions: ['users.read', 'users.unlock'] })).toMatchObject({
      ...forbidden,
      body: { detail: 'This would take more than you may yourself: users.unlock.' },
    });
    expect(await create(key, { permissions: ['users.read'] })).toMatchObject({ status: 200 });
    expect((await newest('api-key.created')).detail).toMatchObject({ access: 'users.read' });
  });

  test('nobody beyond the scope', async () => {
    const key = await keyOf({ scope: { ...SALES, realms: ['branch.test'] } });
    for (const scope of [
      undefined,
      { ous: ['OU=IT,DC=corp,DC=test'] },
      { ous: ['DC=corp,DC=test'] },
      { ous: ['OU=Sales,DC=corp,DC=test', 'OU=IT,DC=corp,DC=test'] },
      { realms: ['corp.test'] },
      { ...SALES, realms: ['corp.test'] },
      { ous: ['OU=OldSales,DC=corp,DC=test'] },
    ]) {
      expect([scope, await create(key, { ...(scope && { scope }) })]).toMatchObject([
        scope,
        forbidden,
      ]);
    }
    for (const scope of [
      SALES,
      { ous: ['OU=East,OU=Sales,DC=corp,DC=test'] },
      { realms: ['BRANCH.test'] },
    ]) {
      expect(await create(key, { scope })).toMatchObject({ status: 200 });
    }
  });

  test('no longer than they last', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const key = await keyOf({ expiresAt: soon.toISOString() });
    const later = new Date(soon.getTime() + 1).toISOString();
    expect(await create(key, {})).toMatchObject(forbidden);
    expect(await create(key, { expiresAt: later })).toMatchObject(forbidden);
    expect(await create(key, { expiresAt: soon.toISOString() })).toMatchObject({ status: 200 });
    expect(
      await askWithKey(key, 'POST', pathOf('assignRole'), {
        subject: { kind: 'user', name: 'sue' },
        role: 'auditor',
      }),
    ).toMatchObject(forbidden);
  });

  test('no key is revoked and no role taken away by whoever has less, or does not see it', async () => {
    const everything = await issue({});
    const few = await keyOf({ permissions: ['access.manage', 'access.read'] });
    const scoped = await keyOf({ scope: SALES });
    const revoke = pathOf('revokeApiKey', { keyId: everything.id });
    expect(await askWithKey(few, 'DELETE', revoke)).toMatchObject(forbidden);
    expect(await askWithKey(scoped, 'DELETE', revoke)).toMatchObject({ status: 404 });
    const { body } = await askWithKey(scoped, 'GET', pathOf('listApiKeys'));
    const { keys } = body as { keys: administration.ApiKey[] };
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.every(({ scope }) => scope !== undefined)).toBe(true);

    const role = await gatehouse!.server.administer<administration.RoleAssignment>(
      'POST',
      pathOf('assignRole'),
      { subject: { kind: 'user', name: 'ida' }, role: 'help-desk' },
    );
    const remove = pathOf('removeRole', { assignmentId: role.id });
    expect(await askWithKey(few, 'DELETE', remove)).toMatchObject(forbidden);
    expect(await askWithKey(scoped, 'DELETE', remove)).toMatchObject({ status: 404 });
    expect(await gatehouse!.server.ask('DELETE', remove)).toMatchObject({ status: 200 });
    expect(await gatehouse!.server.ask('DELETE', remove)).toMatchObject({ status: 404 });
  });

  test('no role to a group that may reach further, or to somebody beyond the scope', async () => {
    const scoped = await keyOf({ scope: SALES });
    const assign = (subject: object) =>
      askWithKey(scoped, 'POST', pathOf('assignRole'), {
        subject,
        role: 'help-desk',
        scope: SALES,
      });
    expect(await assign({ kind: 'group', group: 'Directors', realm: 'corp.test' })).toMatchObject(
      forbidden,
    );
    expect(await assign({ kind: 'user', name: 'ida' })).toMatchObject({ status: 404 });
    expect(await assign({ kind: 'user', name: 'sue' })).toMatchObject({ status: 200 });
  });
});

describe('whoever may do more', () => {
  test('is not taken over by whoever may do less, by a role of a nested group either', async () => {
    await gatehouse!.server.administer('POST', pathOf('assignRole'), {
      subject: { kind: 'group', group: 's-1-5-21-1-2-3-500', realm: 'CORP.TEST' },
      role: 'administrator',
    });
    const key = await keyOf({ permissions: ['users.manage', 'users.read', 'tokens.manage'] });
    const path = pathOf('enrollEmail', { name: 'boss' });
    const body = { address: 'mallory@evil.test' };
    expect(await askWithKey(key, 'POST', path, body)).toMatchObject({
      status: 403,
      body: { detail: 'This account has a role that may do more than you.' },
    });
    expect(await askWithKey(key, 'GET', pathOf('showUser', { name: 'boss' }))).toMatchObject({
      status: 200,
    });
    const assign = pathOf('assignToken', { serial: 'T2' });
    expect(await askWithKey(key, 'PUT', assign, { user: 'boss' })).toMatchObject({ status: 403 });
    expect(
      await askWithKey(key, 'POST', pathOf('enrollEmail', { name: 'ida' }), body),
    ).toMatchObject({ status: 200 });
    const administrator = await keyOf({});
    expect(await askWithKey(administrator, 'POST', path, body)).toMatchObject({ status: 200 });
  });
});

describe('a key', () => {
  test('stops when its time is over', async () => {
    const { id, secret } = await issue({
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(await askWithKey(secret, 'GET', pathOf('listApiKeys'))).toMatchObject({ status: 200 });
    const connections = openDatabase(gatehouse!.database);
    await connections.pool.query('UPDATE api_keys SET expires_at = now() WHERE id = $1', [id]);
    await connections.close();
    expect(await askWithKey(secret, 'GET', pathOf('listApiKeys'))).toMatchObject({
      status: 401,
      body: { code: 'api-key.invalid' },
    });
  });

  test('names whoever used it in what it caused', async () => {
    const { id, secret } = await issue({ label: 'carol', person: 'sue' });
    await gatehouse!.server.ask('PUT', pathOf('applyPolicy', { policyName: 'sams' }), {
      name: 'sams',
      assign: { users: ['sam'] },
      settings: { helpDesk: { verifyCaller: 'optional' } },
    });
    const body = { reason: 'ticket 4711' };
    await askWithKey(secret, 'POST', pathOf('unlockUser', { name: 'sam' }), body);
    expect(await newest('principal.unlocked')).toMatchObject({
      principalName: 'sam',
      detail: { operator: id, operatorName: 'carol' },
    });
    await gatehouse!.server.ask('POST', pathOf('unlockUser', { name: 'sam' }), body);
    expect((await newest('principal.unlocked')).detail).toEqual({
      ...body,
      operator: 'socket',
      operatorName: 'socket',
    });
  });
});
