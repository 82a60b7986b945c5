import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { DirectoryUnavailableError } from '../../../../server/src/directory/directory.js';
import type { GenericDirectoryOptions } from '../../../../server/src/directory/ldap/generic/generic-directory-options.js';
import { GenericDirectory } from '../../../../server/src/directory/ldap/generic/generic-directory.js';
import { RoutedDirectory } from '../../../../server/src/directory/routed-directory.js';
import { startOpenLdap } from '../../../support/openldap.js';
import type { OpenLdap } from '../../../support/openldap.js';
import { Started } from '../../../support/started.js';
import { startTcpProxy } from '../../../support/tcp-proxy.js';
import type { TcpProxy } from '../../../support/tcp-proxy.js';

const PASSWORD = 'Correct-Horse 7';
const RIGHT = Buffer.from(PASSWORD);
const WRONG = Buffer.from('not the password');
const TIMEOUT_MS = 2_000;

/** One slapd behind two ways to it: two hosts whose directory cannot differ. */
let ldap: OpenLdap;
let scene: Started;
let first: TcpProxy;
let second: TcpProxy;

beforeAll(async () => {
  ldap = await startOpenLdap({ people: [{ uid: 'alice', password: PASSWORD }] });
}, 60_000);
afterAll(async () => {
  await ldap[Symbol.asyncDispose]();
});

beforeEach(async () => {
  scene = new Started();
  const target = { host: '127.0.0.1', port: ldap.port };
  first = scene.use(await startTcpProxy(target));
  second = scene.use(await startTcpProxy(target));
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

function open(options: Partial<GenericDirectoryOptions> = {}): GenericDirectory {
  const { ca, baseDn, bindDn, bindPassword: password } = ldap;
  const url = [first, second].map(({ port }) => `ldaps://127.0.0.1:${port}`);
  const directory = new GenericDirectory({
    ...{ url, ca, baseDn, bindDn, password, timeoutMs: TIMEOUT_MS, netbiosName: 'PEOPLE' },
    ...options,
  });
  scene.defer(() => directory.close());
  return directory;
}

const bindsOfAlice = () => ldap.binds(ldap.dnOf('alice'));

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

describe('in order', () => {
  test('the first host alone is used while it lives', async () => {
    const directory = open();
    for (let n = 0; n < 5; n++) await directory.find('alice');
    expect([first.accepted, second.accepted]).toEqual([1, 0]);
  });

  test('round robin spreads reads; passwords go to the first one all the same', async () => {
    const directory = open({ order: 'round-robin' });
    const account = await directory.find('alice');
    await directory.find('alice');
    expect([first.accepted, second.accepted]).toEqual([1, 1]);
    for (let n = 0; n < 4; n++) await directory.verifyPassword(account, RIGHT);
    // One connection more, to the first: that for binds.
    expect([first.accepted, second.accepted]).toEqual([2, 1]);
  });
});

describe('a host that dies', () => {
  test('before a search is asked: the other one answers, within the budget', async () => {
    const directory = open();
    await directory.find('alice');
    await first.kill();
    const took = await millisecondsOf(async () => {
      expect(await directory.find('alice')).toBeDefined();
    });
    expect(took).toBeLessThan(TIMEOUT_MS);
  });

  test.each(['before', 'after'] as const)(
    'in the middle of a search (%s it has the request): the other one answers',
    async (when) => {
      const directory = open();
      await directory.find('alice');
      const killed = first.killOn(0, when);
      expect(await directory.find('alice')).toBeDefined();
      await killed;
      expect(second.accepted).toBe(1);
    },
  );

  test('before the bind is on its way: the other one looks at the password, once', async () => {
    const directory = open();
    const account = await directory.find('alice');
    await directory.verifyPassword(account, RIGHT);
    const before = bindsOfAlice();
    // The read before the bind goes over the first connection.
    const killed = first.killOn(0, 'before');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    await killed;
    expect(bindsOfAlice() - before).toBe(1);
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)(
    'when the bind has gone out (%s it arrived): unavailable, and not asked twice',
    async (when, arrived) => {
      const directory = open();
      const account = await directory.find('alice');
      await directory.verifyPassword(account, RIGHT);
      const before = bindsOfAlice();
      const killed = first.killOn(1, when);
      await expect(directory.verifyPassword(account, WRONG)).rejects.toThrow(
        DirectoryUnavailableError,
      );
      await killed;
      expect(bindsOfAlice() - before).toBe(arrived);
      // The next attempt is another one, and the other host's.
      expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    },
  );

  test('with a connection for binds that was quiet for long: its death is seen before the password goes over it', async () => {
    const directory = open();
    const account = await directory.find('alice');
    await directory.verifyPassword(account, RIGHT);
    await sleep(1_100);
    const before = bindsOfAlice();
    const killed = first.killOn(1, 'before');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    await killed;
    expect(bindsOfAlice() - before).toBe(1);
  });

  test('before it confirms a new password: unavailable, and it is not written twice', async () => {
    const directory = open();
    const account = (await directory.find('alice'))!;
    const before = ldap.operations('PASSMOD');
    const killed = first.killInsteadOfAnswering(() => ldap.operations('PASSMOD') > before);
    const reset = directory.resetPassword(account, RIGHT);
    await expect(reset).rejects.toThrow(DirectoryUnavailableError);
    await killed;
    expect(ldap.operations('PASSMOD') - before).toBe(1);
    expect(second.accepted).toBe(0);
  });

  test('is avoided, and used again after it came back', async () => {
    const directory = open();
    await directory.find('alice');
    await first.kill();
    await directory.find('alice');
    const attempts = first.accepted;
    for (let n = 0; n < 10; n++) await directory.find('alice');
    expect(first.accepted).toBe(attempts);
    await first.revive();
    const giveUpAt = Date.now() + 10_000;
    while (first.accepted <= attempts + 1) {
      if (Date.now() > giveUpAt) throw new Error('the first host is not used again');
      await directory.find('alice');
      await sleep(20);
    }
  });
});

describe('a host that hangs', () => {
  test('costs a part of the budget the first time, and nothing from then on', async () => {
    const directory = open();
    await directory.find('alice');
    first.silence();
    const slow = await millisecondsOf(() => directory.find('alice'));
    const quick = await millisecondsOf(() => directory.find('alice'));
    expect(slow).toBeLessThan(TIMEOUT_MS);
    expect(quick / slow).toBeLessThan(0.25);
  });

  test('is tried again by nobody’s logon, but by a probe', async () => {
    const directory = open();
    first.silence();
    await directory.find('alice');
    const attempts = first.accepted;
    const giveUpAt = Date.now() + 10_000;
    const times: number[] = [];
    while (first.accepted === attempts) {
      if (Date.now() > giveUpAt) throw new Error('it is never probed');
      times.push(await millisecondsOf(() => directory.find('alice')));
      await sleep(10);
    }
    expect(Math.max(...times)).toBeLessThan(TIMEOUT_MS / 2);
  });

  test('with every other one: the budget is kept', async () => {
    first.silence();
    second.silence();
    const directory = open();
    const took = await millisecondsOf(() =>
      expect(directory.find('alice')).rejects.toThrow(DirectoryUnavailableError),
    );
    expect(took).toBeLessThan(TIMEOUT_MS * 1.5);
  });
});

describe('a directory that hangs beside one that is well', () => {
  test('slows nobody of the other one, however many wait for it', async () => {
    const hung = scene.use(await startTcpProxy({ host: '127.0.0.1', port: ldap.port }));
    hung.silence();
    const make = (realm: string, url: string) => ({
      realm,
      domains: [realm.split('.', 1)[0]!],
      suffixes: [],
      bases: [],
      directory: open({
        realm,
        url,
        netbiosName: realm.split('.', 1)[0]!,
        poolSize: 2,
        queueLimit: 20,
      }),
    });
    const directory = new RoutedDirectory({
      realms: [make('well.test', ldap.url), make('hung.test', `ldaps://127.0.0.1:${hung.port}`)],
      defaultRealm: 'well.test',
      search: [],
    });
    const logons = async (count: number) => {
      const times: number[] = [];
      for (let n = 0; n < count; n++) {
        times.push(
          await millisecondsOf(async () => {
            const account = await directory.find('alice');
            expect(await directory.verifyPassword(account, RIGHT, 'alice')).toBe('right');
          }),
        );
      }
      return times.toSorted((a, b) => a - b)[Math.floor(count / 2)]!;
    };
    await logons(10);
    const alone = await logons(60);
    let ended = 0;
    const waiting = Array.from({ length: 40 }, () =>
      directory.find('hung\\alice').catch((error: unknown) => {
        ended += 1;
        expect(error).toBeInstanceOf(DirectoryUnavailableError);
      }),
    );
    const beside = await logons(60);
    // More than the queue holds are refused at once; the others still wait while all this went on.
    const stillWaiting = 40 - ended;
    await Promise.all(waiting);
    process.stdout.write(
      `a logon beside a hanging directory: ${beside.toFixed(1)} ms, alone ${alone.toFixed(1)} ms\n`,
    );
    expect(stillWaiting).toBeGreaterThan(0);
    expect(ended).toBe(40);
    expect(beside / alone).toBeLessThan(3);
  });
});
