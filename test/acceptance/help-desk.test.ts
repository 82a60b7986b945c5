import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { startOpenLdap } from '../support/openldap.js';
import type { OpenLdap } from '../support/openldap.js';
import { startSamba } from '../support/samba.js';
import type { SambaDomain } from '../support/samba.js';
import { Started } from '../support/started.js';
import type { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(120_000);

/** A real server over Active Directory and OpenLDAP, and an operator at its API. */
const PASSWORD = 'Correct-Horse 7';
const ATTACKS = [
  ...['*', '***', 'ali*', 'alice)(objectClass=*', '*)(|(cn=*', String.raw`ali\2a`, 'alice\0'],
  ...["' OR ''='", 'ali%', '_____', '../../users', 'S-1-5-21-1', 'phantom/0'],
];

const started = new Started();
let samba: SambaDomain;
let ldap: OpenLdap;
let gatehouse: TestGatehouse;

beforeAll(async () => {
  const person = (name: string, givenName: string, surname: string) => ({
    ...{ name, password: PASSWORD, givenName, surname },
    displayName: `${givenName} ${surname}`,
    mail: `${name}@corp.example`,
  });
  [samba, ldap] = await Promise.all([
    startSamba({
      users: [
        person('alice', 'Alice', 'Archer'),
        { ...person('bob', 'Bob', 'Baker'), state: 'locked' as const },
        person('sally', 'Sally', 'Seller'),
      ],
    }),
    startOpenLdap({
      people: [
        { uid: 'alice', password: PASSWORD, displayName: 'Alice Other', mail: 'alice@people.test' },
        { uid: 'olga', password: PASSWORD },
      ],
    }),
  ]);
  started.use(samba);
  started.use(ldap);
  const { administrator } = samba;
  await administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
  await administrator.move('sally', await administrator.addUnit('Sales'));
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-directories-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const file = await writeDirectories(folder);
  gatehouse = started.use(await startTestGatehouse({}, { GATEHOUSE_DIRECTORIES_FILE: file }));
  await ask('PUT', pathOf('applyPolicy', { policyName: 'everyone' }), {
    name: 'everyone',
    assign: { everyone: true },
    settings: {
      logon: { desktop: { require: 'none' } },
      lockout: { strikes: 4, sourceStrikes: 2, durationMinutes: 60, sourceDurationMinutes: 30 },
      helpDesk: { verifyCaller: 'optional' },
    },
  });
}, 180_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

async function writeDirectories(folder: string): Promise<string> {
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content, { mode: 0o600 });
    return name;
  };
  const directories = [
    {
      dialect: 'active-directory',
      urls: [samba.url],
      baseDn: samba.baseDn,
      bindDn: samba.bindDn,
      passwordFile: await write('corp-password', samba.bindPassword),
      caFile: await write('corp-ca.pem', samba.ca),
      netbiosName: samba.netbiosDomain,
    },
    {
      dialect: 'generic',
      urls: [ldap.url],
      baseDn: ldap.baseDn,
      bindDn: ldap.bindDn,
      passwordFile: await write('people-password', ldap.bindPassword),
      caFile: await write('people-ca.pem', ldap.ca),
      netbiosName: 'PEOPLE',
    },
  ];
  const list = { default: 'corp.test', search: ['people.test'], directories };
  await write('directories.json', JSON.stringify(list));
  return path.join(folder, 'directories.json');
}

const ask = <T>(method: string, target: string, body?: unknown) =>
  gatehouse.server.administer<T>(method, target, body);

const show = (name: string) => ask<administration.User>('GET', pathOf('showUser', { name }));

const unlock = (name: string, body: unknown) =>
  ask<administration.UnlockedUser>('POST', pathOf('unlockUser', { name }), body);

async function search(text: string): Promise<{ names: string[]; away: string[] }> {
  const target = `${pathOf('searchUsers')}?text=${encodeURIComponent(text)}`;
  const { users, away } = await ask<administration.FoundUsers>('GET', target);
  return { names: users.map((user) => `${user.netbiosDomain}\\${user.name}`).toSorted(), away };
}

describe('somebody calls', () => {
  test('and is found in whichever directory they are, by what they say', async () => {
    const both = ['CORP\\alice', 'PEOPLE\\alice'];
    expect(await search('ali')).toEqual({ names: both, away: [] });
    expect(await search('Alice')).toEqual({ names: both, away: [] });
    for (const text of ['Archer', 'Archer, Al', 'alice@corp.ex', 'CORP\\alice']) {
      expect([text, (await search(text)).names]).toEqual([text, ['CORP\\alice']]);
    }
    expect((await search('olg')).names).toEqual(['PEOPLE\\olga']);
    const { sid, principalId } = await show('CORP\\alice');
    expect((await search(sid!)).names).toEqual(['CORP\\alice']);
    expect((await search(principalId)).names).toEqual(['CORP\\alice']);
    expect((await search((await show('olga')).principalId)).names).toEqual(['PEOPLE\\olga']);
  });

  test('with what no name is, and nobody is found', async () => {
    for (const text of ATTACKS) {
      expect([text, await search(text)]).toEqual([text, { names: [], away: [] }]);
    }
  });

  test('while one of the directories hangs: the others answer, and it is named', async () => {
    ldap.freeze();
    try {
      // A process that many others wait beside stops a moment later.
      await sleep(500);
      const begun = performance.now();
      expect(await search('alice')).toEqual({ names: ['CORP\\alice'], away: ['people.test'] });
      expect(performance.now() - begun).toBeLessThan(10_000);
    } finally {
      ldap.thaw();
    }
  });
});

describe('somebody is locked out', () => {
  test('by us: the page says where, since when and why, and unlocking frees', async () => {
    const [here, there] = await Promise.all([gatehouse.join(), gatehouse.join()]);
    for (let n = 0; n < 2; n++) await here.begin('CORP\\alice', `wrong ${n}`);
    expect(await here.begin('CORP\\alice', PASSWORD)).toMatchObject({ outcome: 'denied' });

    const shown = await show('CORP\\alice');
    expect(shown).toMatchObject({ unavailable: [], locked: false, strikes: 2 });
    expect(shown.directory).toMatchObject({ disabled: false, locked: false });
    const [source] = shown.sources!;
    expect(source).toMatchObject({
      locked: true,
      strikes: 2,
      hostname: expect.any(String) as string,
    });
    expect(Math.abs(Date.parse(source!.since!) - Date.now())).toBeLessThan(60_000);
    expect(source!.causes[0]).toMatchObject({ code: 'credentials.wrong', door: 'desktop' });
    expect(shown.history![0]).toMatchObject({ type: 'logon.denied', code: 'source.locked' });

    for (let n = 0; n < 2; n++) await there.begin('CORP\\alice', `wrong ${n}`);
    expect(await show('CORP\\alice')).toMatchObject({ locked: true, strikes: 4 });
    const freed = await unlock('CORP\\alice', { reason: 'ticket 4711' });
    expect(freed.everywhere).toBe(true);
    expect(freed.sources).toHaveLength(2);
    for (const workstation of [here, there]) {
      expect((await workstation.begin('CORP\\alice', PASSWORD)).outcome).toBe('granted');
    }
    // The other Alice was never meant.
    expect(await show('PEOPLE\\alice')).toMatchObject({ strikes: 0, history: [] });
  });

  test('by Active Directory: that lock is seen, and ends where it is asked for', async () => {
    expect((await show('bob')).directory).toMatchObject({ locked: true });
    expect(await unlock('bob', { reason: 'ticket 4712' })).not.toHaveProperty('directory');
    expect((await show('bob')).directory).toMatchObject({ locked: true });
    const freed = await unlock('bob', { reason: 'ticket 4712', directory: true });
    expect(freed).toMatchObject({ directory: 'unlocked' });
    expect((await show('bob')).directory).toMatchObject({ locked: false });
  });

  test('by OpenLDAP: that lock is seen, and ends where it is asked for', async () => {
    const at = new Date(Date.now() - 60_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
    await ldap.replace(ldap.dnOf('olga'), { pwdAccountLockedTime: at });
    expect((await show('olga')).directory).toMatchObject({ locked: true });
    const freed = await unlock('olga', { reason: 'ticket 4713', directory: true });
    expect(freed).toMatchObject({ directory: 'unlocked' });
    expect((await show('olga')).directory).toMatchObject({ locked: false });
  });

  test('and who unlocked whom and why is in the audit', async () => {
    const target = `${pathOf('searchAuditEvents')}?type=principal.unlocked&order=oldest`;
    const { events } = await ask<administration.AuditPage>('GET', target);
    expect(events.map(({ detail }) => [detail['operator'], detail['reason']])).toEqual([
      ['socket', 'ticket 4711'],
      ['socket', 'ticket 4712'],
      ['socket', 'ticket 4712'],
      ['socket', 'ticket 4713'],
    ]);
  });
});

describe('an operator of one OU', () => {
  let workstation: TestWorkstation;
  let key: string;

  beforeAll(async () => {
    workstation = await gatehouse.join();
    const { secret } = await ask<administration.IssuedApiKey>('POST', pathOf('createApiKey'), {
      label: 'desk of sales',
      roles: ['help-desk'],
      scope: { ous: ['ou=sales, dc=corp, dc=test'] },
    });
    key = secret;
  });

  const asked = (method: string, target: string, body?: unknown) =>
    workstation.send({
      ...{ method, path: target },
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
  const found = async (text: string) => {
    const target = `${pathOf('searchUsers')}?text=${encodeURIComponent(text)}`;
    const { users } = (await asked('GET', target)).body as administration.FoundUsers;
    return users.map(({ name }) => name);
  };

  test('finds and sees who is in it', async () => {
    expect(await found('sal')).toEqual(['sally']);
    expect(await found('Seller, Sal')).toEqual(['sally']);
    expect((await asked('GET', pathOf('showUser', { name: 'sally' }))).body).toMatchObject({
      name: 'sally',
      unavailable: [],
    });
    const body = { reason: 'ticket 4714' };
    expect(await asked('POST', pathOf('unlockUser', { name: 'sally' }), body)).toMatchObject({
      status: 200,
    });
  });

  test('finds, sees and unlocks nobody else, and cannot tell them from nobody', async () => {
    const alice = await show('CORP\\alice');
    const others = ['CORP\\alice', 'olga', 'nobody', alice.sid!, alice.principalId, ...ATTACKS];
    for (const text of others) {
      expect([text, await found(text)]).toEqual([text, []]);
      const unknown = { status: 404, body: { code: 'principal.unknown' } };
      const body = { reason: 'ticket 4714' };
      expect(await asked('GET', pathOf('showUser', { name: text }))).toMatchObject(unknown);
      expect(await asked('POST', pathOf('unlockUser', { name: text }), body)).toMatchObject(
        unknown,
      );
    }
    // That it was tried stands in the audit all the same.
    const target = `${pathOf('searchAuditEvents')}?type=access.refused&principal=${encodeURIComponent(alice.principalId)}`;
    expect((await ask<administration.AuditPage>('GET', target)).events.length).toBeGreaterThan(1);
  });
});
