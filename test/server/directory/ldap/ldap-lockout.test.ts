import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { DirectoryAccount } from '../../../../server/src/directory/directory.js';
import { LdapDirectory } from '../../../../server/src/directory/ldap/ldap-directory.js';
import { startSamba } from '../../../support/samba.js';
import type { SambaDomain } from '../../../support/samba.js';
import { median } from '../../../support/statistics.js';

const PASSWORD = 'Correct-Horse 7';
const RIGHT = Buffer.from(PASSWORD);
const WRONG = Buffer.from('not the password');
const OVERSEER = { name: 'may-read-all', password: 'Serv1ce-Passw0rd!' };

/** Wrong passwords that lock, by the policy of a person and by the domain's. */
const OWN_THRESHOLD = 4;
const DOMAIN_THRESHOLD = 6;

let domain: SambaDomain;
/** Its service account reads password settings. */
let directory: LdapDirectory;
let node: LdapDirectory;

function open(options: { lockoutMargin?: number } = {}): LdapDirectory {
  const { url, ca, baseDn, administrator } = domain;
  const bindDn = administrator.dnOf(OVERSEER.name);
  const { password } = OVERSEER;
  return new LdapDirectory({ url, ca, baseDn, bindDn, password, timeoutMs: 5_000, ...options });
}

async function find(name: string): Promise<DirectoryAccount> {
  const account = await directory.find(name);
  if (account === undefined) throw new Error(`there is no ${name}`);
  return account;
}

const tryTimes = async (name: string, count: number, by = directory) => {
  const account = await find(name);
  const checks: string[] = [];
  for (let n = 0; n < count; n++) checks.push(await by.verifyPassword(account, WRONG, name));
  return checks;
};

beforeAll(async () => {
  const names = ['own', 'ordinary', 'parallel', 'changes', 'margin', 'timed', 'timed-wrong'];
  domain = await startSamba({
    users: [...names.map((name) => ({ name, password: PASSWORD })), OVERSEER],
  });
  const { administrator } = domain;
  await administrator.addToGroup(OVERSEER.name, 'CN=Domain Admins,CN=Users');
  await administrator.setDomainLockout(DOMAIN_THRESHOLD, 30);
  const thresholds = { own: OWN_THRESHOLD, parallel: OWN_THRESHOLD, timed: OWN_THRESHOLD };
  // Counted like everybody's where accounts are locked, and never near.
  for (const [name, threshold] of Object.entries({ ...thresholds, 'timed-wrong': 10_000 })) {
    await administrator.addPasswordSettings(name, {
      minimumLength: 0,
      complexity: false,
      historyLength: 0,
      minimumAgeSeconds: 0,
      lockoutMinutes: 30,
      lockoutThreshold: threshold,
    });
  }
  directory = open();
  node = open({ lockoutMargin: 3 });
}, 120_000);

afterAll(async () => {
  await directory.close();
  await node.close();
  await domain[Symbol.asyncDispose]();
});

describe('the lock of Active Directory', () => {
  test('is never reached by ourselves: the last wrong password is not tried, nor is the right one', async () => {
    const account = await find('own');
    expect(await tryTimes('own', OWN_THRESHOLD + 2)).toEqual([
      ...['wrong', 'wrong', 'wrong'],
      ...['near-lockout', 'near-lockout', 'near-lockout'],
    ]);
    expect(await directory.verifyPassword(account, RIGHT)).toBe('near-lockout');
    expect(await domain.binds('own')).toEqual({ succeeded: 0, failed: OWN_THRESHOLD - 1 });
    expect(await directory.lockout(account)).toBeUndefined();
    await domain.administrator.unlock('own');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });

  test('comes no nearer when a right password is in between', async () => {
    const account = await find('own');
    for (let n = 0; n < 3; n++) {
      expect(await tryTimes('own', OWN_THRESHOLD - 2)).toEqual(['wrong', 'wrong']);
      expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    }
  });

  test('is that of the domain for who has no policy of their own', async () => {
    const checks = await tryTimes('ordinary', DOMAIN_THRESHOLD + 1);
    expect(checks.filter((check) => check === 'wrong')).toHaveLength(DOMAIN_THRESHOLD - 1);
    expect(await directory.lockout(await find('ordinary'))).toBeUndefined();
  });

  test('is not reached by attempts at the same moment either', async () => {
    const account = await find('parallel');
    const checks = await Promise.all(
      Array.from({ length: 12 }, () => directory.verifyPassword(account, WRONG, 'parallel')),
    );
    expect(checks.filter((check) => check === 'wrong')).toHaveLength(OWN_THRESHOLD - 1);
    expect(await domain.binds('parallel')).toEqual({ succeeded: 0, failed: OWN_THRESHOLD - 1 });
    expect(await directory.lockout(account)).toBeUndefined();
  });

  test('keeps the distance that is configured', async () => {
    const checks = await tryTimes('margin', DOMAIN_THRESHOLD, node);
    expect(checks.filter((check) => check === 'wrong')).toHaveLength(DOMAIN_THRESHOLD - 3);
  });

  test('is not reached by changing a password with a wrong old one', async () => {
    const account = await find('changes');
    const next = Buffer.from('Another-Horse 8');
    for (let n = 0; n < DOMAIN_THRESHOLD + 2; n++) {
      expect(await directory.changePassword(account, WRONG, next)).toEqual({ outcome: 'wrong' });
    }
    expect(await directory.lockout(account)).toBeUndefined();
  });

  test('R38: what is not tried takes as long as what is wrong, and as nobody’s', async () => {
    const [timed, wrong] = [await find('timed'), await find('timed-wrong')];
    await tryTimes('timed', OWN_THRESHOLD);
    const farthest = async () => {
      const times: [number[], number[], number[]] = [[], [], []];
      for (let n = 0; n < 150; n++) {
        for (const [index, account] of [wrong, timed, undefined].entries()) {
          const begun = performance.now();
          const check = await directory.verifyPassword(
            account,
            WRONG,
            account?.samAccountName ?? 'x',
          );
          times[index]!.push(performance.now() - begun);
          expect(check).toBe(account === timed ? 'near-lockout' : 'wrong');
        }
      }
      // The first ones still keep the pace of what was wrong before.
      const [first, ...others] = times.map((all) => median(all.slice(70)));
      return Math.max(...others.map((other) => Math.abs(other - first!)));
    };
    // What the machine does besides scatters the times: a difference that is ours is there each time.
    const rounds = [await farthest()];
    while (Math.min(...rounds) >= 5 && rounds.length < 3) rounds.push(await farthest());
    expect(Math.min(...rounds)).toBeLessThan(5);
  }, 300_000);
});
