import { randomBytes } from 'node:crypto';

import { ROLE_PERMISSIONS, formatCorrelationId } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { SOCKET_OPERATOR } from '../../../server/src/access/operator.js';
import { PersonOperators } from '../../../server/src/access/person-operators.js';
import { Roles } from '../../../server/src/access/roles.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { MAX_GROUP_AGE_MS } from '../../../server/src/policy/group-cache.js';
import { systemRandom } from '../../../server/src/random.js';
import { PostgresRoleStore } from '../../../server/src/storage/postgres-role-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { startTestCore } from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

let postgres: TestPostgres | undefined;
let scene: TestCore;
let people: PersonOperators;
let roles: Roles;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
beforeEach(async () => {
  scene = await startTestCore(postgres!);
  const store = new PostgresRoleStore(scene.connections.pool);
  const { directory, clock } = scene;
  people = new PersonOperators({ store, directory, clock });
  roles = new Roles({ store, directory, clock, audit: scene.core.audit, random: systemRandom });
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const assign = (wanted: administration.AssignRole) =>
  roles.assign(wanted, SOCKET_OPERATOR, {
    correlationId: formatCorrelationId(randomBytes(16)),
    operator: SOCKET_OPERATOR,
  });
const group = (name: string, realm = 'corp.test') => ({
  kind: 'group' as const,
  group: name,
  realm,
});

describe('a person', () => {
  test('without a role is no operator', async () => {
    const { principalId } = scene.directory.add({ name: 'carol', password: 'x' });
    expect(await people.forPerson(principalId)).toBeUndefined();
    expect(await people.forPerson('corp.test/nobody')).toBeUndefined();
  });

  test('has their own roles and those of their groups, nested ones too, each within its scope', async () => {
    const { principalId } = scene.directory.add({
      name: 'carol',
      password: 'x',
      groups: [
        { name: 'Help Desk', sid: 'S-1-5-21-1-2-3-2001' },
        { name: 'Everyone in IT', sid: 'S-1-5-21-1-2-3-2002', nested: true },
      ],
    });
    const scope = { ous: ['OU=Sales,DC=corp,DC=test'] };
    await assign({ subject: group('HELP desk', 'CORP.test'), role: 'help-desk', scope });
    await assign({ subject: group('s-1-5-21-1-2-3-2002'), role: 'monitoring' });
    await assign({ subject: { kind: 'user', name: 'CORP\\carol' }, role: 'auditor' });
    const operator = await people.forPerson(principalId);
    expect(operator).toMatchObject({ id: principalId, name: 'carol', person: principalId });
    expect(new Set(operator?.grants?.map(({ scope: reached }) => reached))).toEqual(
      new Set([scope, undefined]),
    );
    expect([...operator!.permissions].sort()).toEqual(
      [
        ...new Set([
          ...ROLE_PERMISSIONS['help-desk'],
          ...ROLE_PERMISSIONS.monitoring,
          ...ROLE_PERMISSIONS.auditor,
        ]),
      ].sort(),
    );
  });

  test('has no role of a group of another realm, or of one called like the SID of another', async () => {
    const { principalId } = scene.directory.add({
      name: 'mallory',
      password: 'x',
      groups: [{ name: 'Admins', sid: 'S-1-5-21-1-2-3-2003' }, { name: 'S-1-5-21-1-2-3-512' }],
    });
    await assign({ subject: group('Admins', 'other.test'), role: 'administrator' });
    await assign({ subject: group('S-1-5-21-1-2-3-512'), role: 'administrator' });
    expect(await people.forPerson(principalId)).toBeUndefined();
  });

  test('of another realm has the roles of the groups there, which come with a domain in front', async () => {
    const carol = scene.directory.add({ name: 'carol', password: 'x' });
    const account = { ...carol, realm: 'people.test', netbiosDomain: 'PEOPLE', isForeign: true };
    const groups = [{ name: 'PEOPLE\\helpdesk' }, { name: 'PEOPLE\\PEOPLE\\lead' }];
    const directory = Object.assign(Object.create(scene.directory) as typeof scene.directory, {
      findById: async () => account,
      groups: async () => groups,
    });
    const store = new PostgresRoleStore(scene.connections.pool);
    const routed = new PersonOperators({ store, directory, clock: scene.clock });
    await assign({ subject: group('helpdesk', 'people.test'), role: 'help-desk' });
    await assign({ subject: group('lead', 'people.test'), role: 'help-desk-lead' });
    const permissions = (await routed.forPerson(account.principalId))?.permissions;
    expect([...permissions!].sort()).toEqual([...ROLE_PERMISSIONS['help-desk']].sort());
  });

  test('loses a role with the group, within half a minute, and their own at once', async () => {
    const { principalId } = scene.directory.add({
      name: 'carol',
      password: 'x',
      groups: [{ name: 'Help Desk' }],
    });
    await assign({ subject: group('Help Desk'), role: 'help-desk' });
    const own = await assign({ subject: { kind: 'user', name: 'carol' }, role: 'auditor' });
    const may = async () => (await people.forPerson(principalId))?.permissions;
    expect((await may())?.has('users.unlock')).toBe(true);
    scene.directory.setGroups('carol', []);
    scene.clock.advance({ seconds: MAX_GROUP_AGE_MS / 1000 });
    expect((await may())?.has('users.unlock')).toBe(false);
    await roles.remove(own.id, SOCKET_OPERATOR, {
      correlationId: formatCorrelationId(randomBytes(16)),
    });
    expect(await may()).toBeUndefined();
  });

  test('has no role once the account has expired', async () => {
    const { principalId } = scene.directory.add({ name: 'carol', password: 'x' });
    await assign({ subject: { kind: 'user', name: 'carol' }, role: 'auditor' });
    expect(await people.forPerson(principalId)).toBeDefined();
    scene.directory.setState('carol', 'account-expired');
    expect(await people.forPerson(principalId)).toBeUndefined();
  });

  test('is not told from the directory while that is away', async () => {
    const { principalId } = scene.directory.add({ name: 'carol', password: 'x' });
    await assign({ subject: { kind: 'user', name: 'carol' }, role: 'auditor' });
    scene.directory.available = false;
    await expect(people.forPerson(principalId)).rejects.toThrow(DirectoryUnavailableError);
  });

  test('a role is audited with whoever gave it', async () => {
    const { principalId } = scene.directory.add({ name: 'carol', password: 'x' });
    const { id } = await assign({
      subject: { kind: 'user', name: 'carol' },
      role: 'help-desk',
      scope: { realms: ['corp.test'] },
    });
    const { events } = await scene.core.audit.read({ limit: 100 });
    expect(events.find(({ type }) => type === 'role.assigned')).toMatchObject({
      principalId,
      principalName: 'carol',
      detail: { id, role: 'help-desk', scope: 'corp.test', operator: 'socket' },
    });
  });
});
