import { pathOf } from '@gatehouse/protocol';
import type { EndpointName, administration } from '@gatehouse/protocol';

import { narrowTo } from '../../server/src/access/narrow.js';
import { PersonOperators } from '../../server/src/access/person-operators.js';
import { systemClock } from '../../server/src/clock.js';
import { LdapDirectory } from '../../server/src/directory/ldap/ldap-directory.js';
import { openDatabase } from '../../server/src/storage/database.js';
import { PostgresRoleStore } from '../../server/src/storage/postgres-role-store.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { Started } from '../support/started.js';
import { TestWorkstation } from '../support/workstation.js';

const SALES = 'OU=Sales,DC=corp,DC=test';
const PASSWORD = 'Passw0rd-of-people!';

/** Scopes and roles where OUs and nested groups are those of a real Active Directory. */
describe('who may do what, with Active Directory', () => {
  const started = new Started();
  let corporate: CorporateServer;
  let https: TestWorkstation;

  beforeAll(async () => {
    const people = ['carol', 'dana', 'ivan', 'boss'].map((name) => ({ name, password: PASSWORD }));
    corporate = await startCorporateServer(started, people, {
      groups: [
        { name: 'Desk East', members: ['carol'] },
        { name: 'All Desks', members: ['Desk East'] },
        { name: 'Board', members: ['boss'] },
        { name: 'Directors', members: ['Board'] },
      ],
    });
    const { administrator } = corporate.samba;
    await administrator.addOu(SALES);
    await administrator.addOu(`OU=East,${SALES}`);
    await administrator.moveInto('dana', `OU=East,${SALES}`);
    await administrator.moveInto('boss', SALES);
    const { url, running } = corporate.server;
    https = new TestWorkstation({ url, authority: running.authority ?? '' });
    started.defer(() => https.close());
  }, 180_000);

  afterAll(() => started[Symbol.asyncDispose]());

  const administer = <T>(name: EndpointName, body: unknown) =>
    corporate.server.administer<T>('POST', pathOf(name), body);

  async function ask(key: string, method: string, path: string, body?: unknown) {
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await https.send({ method, path, body: bytes, headers })).status;
  }

  test('a person has the roles of the groups around their own, within their scope', async () => {
    const { samba, database } = corporate;
    await administer('assignRole', {
      subject: { kind: 'group', group: 'all desks', realm: 'CORP.TEST' },
      role: 'help-desk',
      scope: { ous: ['ou=sales,dc=CORP,dc=test'] },
    });
    const connections = openDatabase(database);
    started.defer(() => connections.close());
    const { url, baseDn, bindDn, bindPassword: password, ca } = samba;
    const directory = new LdapDirectory({ url, baseDn, bindDn, password, ca });
    started.defer(() => directory.close());
    const store = new PostgresRoleStore(connections.pool);
    const people = new PersonOperators({ store, directory, clock: systemClock });
    const idOf = async (name: string) => (await directory.find(name))?.principalId ?? '';
    const carol = await people.forPerson(await idOf('carol'));
    expect(narrowTo(carol!, 'users.unlock')?.scope).toEqual({ ous: ['ou=sales,dc=CORP,dc=test'] });
    expect(narrowTo(carol!, 'users.manage')).toBeUndefined();
    expect(await people.forPerson(await idOf('ivan'))).toBeUndefined();
    await samba.administrator.setState('carol', 'disabled');
    expect(await people.forPerson(await idOf('carol'))).toBeUndefined();
  });

  test('a key reaches whoever is beneath its OU, from the moment that they are', async () => {
    const { secret } = await administer<administration.IssuedApiKey>('createApiKey', {
      label: 'sales desk',
      permissions: ['users.read', 'users.manage'],
      scope: { ous: [SALES.toLowerCase()] },
    });
    const see = (name: string) => ask(secret, 'GET', pathOf('showUser', { name }));
    expect(await see('dana')).toBe(200);
    expect(await see('ivan')).toBe(404);
    await corporate.samba.administrator.moveInto('ivan', SALES);
    expect(await see('ivan')).toBe(200);
    await corporate.samba.administrator.moveInto('dana', 'CN=Users,DC=corp,DC=test');
    expect(await see('dana')).toBe(404);

    // The board is in the group of administrators, and boss in the OU.
    await administer('assignRole', {
      subject: { kind: 'group', group: 'Directors', realm: 'corp.test' },
      role: 'administrator',
    });
    expect(await see('boss')).toBe(200);
    const enroll = (name: string) =>
      ask(secret, 'POST', pathOf('enrollEmail', { name }), { address: 'mallory@corp.test' });
    expect(await enroll('boss')).toBe(403);
    expect(await enroll('ivan')).toBe(200);
  });
});
