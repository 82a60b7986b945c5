import { describe, expect, test } from '@jest/globals';

import { referenceOf } from '../../../protocol/src/correlation.js';
import type { Operator } from '../../../server/src/access/operator.js';
import { RoutedDirectory } from '../../../server/src/directory/routed-directory.js';
import { PeopleSearch } from '../../../server/src/help-desk/people-search.js';
import { People } from '../../../server/src/help-desk/people.js';
import { PostgresPersonRecords } from '../../../server/src/storage/postgres-person-records.js';
import { PostgresTokenStore } from '../../../server/src/storage/postgres-token-store.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { makeOperator } from '../../support/operators.js';
import { makeSource } from '../../support/server-core.js';

let scene: LogonScene;
startSceneForEachTest((one) => (scene = one));

const everybody = makeOperator();

async function find(text: string, operator: Operator = everybody, limit = 20) {
  const found = await scene.test.core.helpDesk.search.search({ text, limit }, operator);
  return { ...found, users: found.users.map(({ name, by }) => (by ? `${name} by ${by}` : name)) };
}

const nobody = { users: [], more: false, away: [] };

describe('a search', () => {
  test('finds by every form of a name, and each person once', async () => {
    for (const text of ['alice', 'ALI', 'alice@corp.test', 'CORP\\alice', 'alice@corp.t']) {
      expect([text, await find(text)]).toEqual([text, { ...nobody, users: ['alice'] }]);
    }
  });

  test('finds by id, SID, reference, correlation id and the serial of a token', async () => {
    const { alice, test: core } = scene;
    const source = makeSource();
    await scene.begin('alice', 'wrong', source);
    await scene.begin('nobody-of-that-name', 'wrong', source);
    await core.connections.pool.query(
      `INSERT INTO tokens (serial, method, sealed_seed, algorithm, digits, imported_at)
       VALUES ('HW-77', 'hotp', '\\x00', 'sha1', 6, now()), ('HW-78', 'hotp', '\\x00', 'sha1', 6, now())`,
    );
    await core.connections.pool.query(
      `INSERT INTO credentials (id, principal_id, method, sealed_seed, serial, created_at)
       VALUES ('crd_1', $1, 'hotp', '\\x00', 'HW-77', now())`,
      [alice.principalId],
    );
    expect((await find(alice.principalId)).users).toEqual(['alice by id']);
    expect((await find(alice.sid)).users).toEqual(['alice']);
    expect((await find(source.correlationId)).users).toEqual(['alice by reference']);
    expect((await find(referenceOf(source.correlationId))).users).toEqual(['alice by reference']);
    expect((await find(' HW-77 ')).users).toEqual(['alice by token']);
    expect(await find('HW-78')).toEqual(nobody);
    expect(await find(`phantom/${'0'.repeat(40)}`)).toEqual(nobody);
  });

  test('gives no more than was asked for, and says that there are more', async () => {
    for (let n = 0; n < 60; n++) {
      scene.test.directory.add({ name: `many${n}`, password: PASSWORD });
    }
    const found = await find('many', everybody, 50);
    expect(found.users).toHaveLength(50);
    expect(found.more).toBe(true);
    // Whoever is meant exactly is there all the same, and first.
    expect((await find('many5', everybody, 2)).users[0]).toBe('many5');
  });

  test('finds nobody outside of the scope, whatever they are looked for by', async () => {
    const { alice } = scene;
    const source = makeSource();
    await scene.begin('alice', 'wrong', source);
    scene.test.directory.add({
      name: 'alina',
      password: PASSWORD,
      distinguishedName: 'CN=Alina,OU=Sales,DC=corp,DC=test',
    });
    const sales = makeOperator({ ous: ['OU=Sales,DC=corp,DC=test'] });
    expect((await find('ali')).users.toSorted()).toEqual(['alice', 'alina']);
    expect((await find('ali', sales)).users).toEqual(['alina']);
    for (const text of ['alice', alice.principalId, alice.sid, source.correlationId]) {
      expect([text, await find(text, sales)]).toEqual([text, nobody]);
    }
  });

  test('names a directory that is away instead of failing', async () => {
    scene.test.directory.available = false;
    expect(await find('alice')).toEqual({ ...nobody, away: ['corp.test'] });
  });
});

test('of several directories, those that are away or hang are named, and the others answer', async () => {
  const { directory: corp, connections } = scene.test;
  const people = new FakeDirectory('people.test', 'PEOPLE');
  const lab = new FakeDirectory('lab.test', 'LAB');
  for (const one of [people, lab]) one.add({ name: 'alice', password: PASSWORD });
  const route = (directory: FakeDirectory) => ({
    ...{ realm: directory.realm, domains: [directory.netbiosDomain], suffixes: [], bases: [] },
    directory,
  });
  const directory = new RoutedDirectory({
    realms: [corp, people, lab].map(route),
    defaultRealm: 'corp.test',
    search: [],
  });
  const search = new PeopleSearch({
    directory,
    people: new People(directory),
    records: new PostgresPersonRecords(connections.pool),
    tokens: new PostgresTokenStore(connections.pool),
  });
  const realms = async () => {
    const { users, away } = await search.search({ text: 'alice', limit: 20 }, everybody);
    return [users.map(({ realm }) => realm), away];
  };
  expect(await realms()).toEqual([['corp.test', 'people.test', 'lab.test'], []]);
  people.available = false;
  lab.search = () => new Promise(() => undefined);
  const begun = performance.now();
  expect(await realms()).toEqual([['corp.test'], ['lab.test', 'people.test']]);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
