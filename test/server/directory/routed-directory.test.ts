import { setTimeout as sleep } from 'node:timers/promises';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { RoutedDirectory } from '../../../server/src/directory/routed-directory.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { median } from '../../support/statistics.js';
import {
  CONTRACT_PASSWORD,
  CONTRACT_USERS,
  CONTRACT_WRITTEN_USERS,
  describeDirectoryContract,
  describePasswordContract,
} from './directory-contract.js';

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const WRONG = Buffer.from('not the password');

let corp: FakeDirectory;
let people: HangingDirectory;
let lab: FakeDirectory;
let directory: RoutedDirectory;

/** Calls hang for ever. */
class HangingDirectory extends FakeDirectory {
  hangs = false;

  override async find(typed: string) {
    if (this.hangs) await new Promise(() => undefined);
    return super.find(typed);
  }

  override async probe() {
    if (this.hangs) await new Promise(() => undefined);
  }
}

function route(each: FakeDirectory) {
  const { realm, netbiosDomain } = each;
  return { realm, domains: [netbiosDomain], suffixes: [], bases: [], directory: each };
}

beforeEach(() => {
  corp = new FakeDirectory();
  people = new HangingDirectory('people.test', 'PEOPLE');
  lab = new FakeDirectory('lab.test', 'LAB');
  for (const name of [...CONTRACT_USERS, ...CONTRACT_WRITTEN_USERS]) {
    corp.add({ name, password: CONTRACT_PASSWORD });
  }
  people.add({ name: 'alice', password: 'another one', groups: [{ name: 'staff' }] });
  people.add({ name: 'olga', password: CONTRACT_PASSWORD });
  people.add({ name: 'twin', password: CONTRACT_PASSWORD });
  lab.add({ name: 'twin', password: CONTRACT_PASSWORD });
  lab.add({ name: 'unsearched', password: CONTRACT_PASSWORD });
  directory = new RoutedDirectory({
    realms: [corp, people, lab].map(route),
    defaultRealm: 'corp.test',
    search: ['people.test', 'lab.test'],
  });
});

describeDirectoryContract('RoutedDirectory', () => ({ directory, netbiosDomain: 'CORP' }));
describePasswordContract('RoutedDirectory', () => ({ directory }));

describe('a name', () => {
  test('that several realms have is the default one’s without a realm, and each one’s with it', async () => {
    const ids = await Promise.all(
      ['alice', 'CORP\\alice', 'PEOPLE\\alice', 'alice@people.test'].map(
        async (name) => (await directory.find(name))?.principalId,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(ids[0]).toMatch(/^corp\.test\//);
    expect(ids[2]).toMatch(/^people\.test\//);
  });

  test('that one searched realm alone has is found there, by its id as well', async () => {
    const account = await directory.find('olga');
    expect(account).toMatchObject({ realm: 'people.test', isForeign: true });
    expect(await directory.findById(account!.principalId)).toEqual(account);
    expect(await directory.verifyPassword(account, RIGHT, 'olga')).toBe('right');
    expect([corp.passwordChecks, people.passwordChecks]).toEqual([0, 1]);
  });

  test('that several searched realms have is nobody’s', async () => {
    expect(await directory.find('twin')).toBeUndefined();
    expect(await directory.find('LAB\\twin')).toMatchObject({ realm: 'lab.test' });
  });

  test('that somebody of another realm claims of the default one is not theirs', async () => {
    people.add({ name: 'mallory', password: 'x', userPrincipalName: 'alice@corp.test' });
    const mallory = await directory.find('PEOPLE\\mallory');
    expect(mallory).toMatchObject({ isForeign: true });
    expect(mallory?.userPrincipalName).toBeUndefined();
    expect(await directory.find('olga')).toMatchObject({ userPrincipalName: 'olga@people.test' });
    expect(await directory.find('alice@corp.test')).toMatchObject({ realm: 'corp.test' });
  });

  test('is looked for in the other realms only where that is wanted', async () => {
    const strict = new RoutedDirectory({
      realms: [corp, people, lab].map(route),
      defaultRealm: 'corp.test',
      search: [],
    });
    expect(await strict.find('olga')).toBeUndefined();
    expect(people.searches).toBe(0);
  });
});

describe('R38', () => {
  test('a name without a realm asks all realms, known or not', async () => {
    for (const name of ['alice', 'olga', 'nobody-of-that-name']) {
      const before = [corp.searches, people.searches, lab.searches];
      await directory.find(name);
      const after = [corp.searches, people.searches, lab.searches];
      expect([name, after.map((count, i) => count - before[i]!)]).toEqual([name, [1, 1, 1]]);
    }
  });

  test('nobody’s password is looked at where the name would be', async () => {
    await directory.verifyPassword(undefined, WRONG, 'nobody');
    await directory.verifyPassword(undefined, WRONG, 'ELSEWHERE\\nobody');
    expect([corp.passwordChecks, people.passwordChecks]).toEqual([2, 0]);
    await directory.verifyPassword(undefined, WRONG, 'PEOPLE\\nobody');
    expect([corp.passwordChecks, people.passwordChecks]).toEqual([2, 1]);
  });

  test('a slow realm and a quick one answer a wrong password alike, without a realm in the name', async () => {
    people.onPasswordCheck = () => sleep(40);
    const times: Record<string, number[]> = { alice: [], olga: [], nobody: [] };
    for (let n = 0; n < 30; n++) {
      for (const name of Object.keys(times)) {
        const account = await directory.find(name);
        const begun = performance.now();
        expect(await directory.verifyPassword(account, WRONG, name)).toBe('wrong');
        times[name]!.push(performance.now() - begun);
      }
    }
    // The first answers know of no other realm yet.
    const [first, ...others] = Object.values(times).map((all) => median(all.slice(5)));
    for (const other of others) expect(Math.abs(other - first!)).toBeLessThan(10);
  });
});

describe('a realm that hangs', () => {
  test('does not hold up the default realm for longer than the first time', async () => {
    people.hangs = true;
    const took = async (name: string) => {
      const begun = performance.now();
      await directory.find(name);
      return performance.now() - begun;
    };
    const first = await took('alice');
    const later = [await took('alice'), await took('nobody'), await took('olga')];
    expect(first).toBeGreaterThanOrEqual(200);
    for (const time of later) expect(time / first).toBeLessThan(0.25);
  });

  test('takes part again once it answers', async () => {
    people.hangs = true;
    expect(await directory.find('olga')).toBeUndefined();
    people.hangs = false;
    const giveUpAt = Date.now() + 5_000;
    while ((await directory.find('olga')) === undefined) {
      if (Date.now() > giveUpAt) throw new Error('it stays left out');
      await sleep(50);
    }
  });

  test('that is away is unavailable for names that state it, and the others are not', async () => {
    people.available = false;
    await expect(directory.find('PEOPLE\\olga')).rejects.toThrow(DirectoryUnavailableError);
    expect(await directory.find('LAB\\twin')).toBeDefined();
    expect(await directory.find('alice')).toBeDefined();
    await directory.probe();
    corp.available = false;
    await expect(directory.find('alice')).rejects.toThrow(DirectoryUnavailableError);
    await expect(directory.probe()).rejects.toThrow(DirectoryUnavailableError);
  });
});

test('groups of other realms are named with their domain, so that a policy means one', async () => {
  const account = await directory.find('PEOPLE\\alice');
  expect(await directory.groups(account!)).toEqual([{ name: 'PEOPLE\\staff' }]);
});

test('directory test takes one realm or all, and refuses another', async () => {
  const { steps } = await directory.test();
  expect(steps.map(({ realm }) => realm)).toEqual(['corp.test', 'people.test', 'lab.test']);
  expect((await directory.test('lab.test')).steps).toHaveLength(1);
  await expect(directory.test('other.test')).rejects.toThrow(/there are only corp\.test/);
});

test('realms that are not there, or there twice, are refused', () => {
  const realms = [corp, people].map(route);
  const make = (defaultRealm: string, search: string[]) =>
    new RoutedDirectory({ realms, defaultRealm, search });
  expect(() => make('other.test', [])).toThrow(TypeError);
  expect(() => make('corp.test', ['other.test'])).toThrow(TypeError);
  realms.push(route(new FakeDirectory()));
  expect(() => make('corp.test', [])).toThrow(TypeError);
});
