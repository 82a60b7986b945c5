import { expect, test } from '@jest/globals';

import { DirectoryUnavailableError } from '../../../../server/src/directory/directory.js';
import { SrvHostList } from '../../../../server/src/directory/ldap/srv-host-list.js';
import type { SrvRecord } from '../../../../server/src/directory/ldap/srv-host-list.js';

function scene(answers: Record<string, SrvRecord[] | 'silent' | undefined>, lot = () => 0) {
  const clock = { now: 0 };
  const asked: string[] = [];
  const resolver = {
    async resolveSrv(name: string) {
      asked.push(name);
      const answer = answers[name];
      if (answer === 'silent') await new Promise(() => undefined);
      if (answer === undefined || answer === 'silent') {
        throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
      }
      return answer;
    },
  };
  const list = new SrvHostList({ domain: 'corp.test', resolver, now: () => clock.now, lot });
  const hosts = async () => (await list.current()).map(({ host }) => host);
  return { clock, asked, list, hosts, answers };
}

const record = (name: string, priority = 0, weight = 0, port = 636): SrvRecord => ({
  name,
  port,
  priority,
  weight,
});

const LDAPS = '_ldaps._tcp.corp.test';
const LDAP = '_ldap._tcp.dc._msdcs.corp.test';

test('_ldaps goes before the controllers of Active Directory, which begin in clear and go on with StartTLS', async () => {
  const both = scene({ [LDAPS]: [record('dc1.corp.test')], [LDAP]: [record('dc2.corp.test')] });
  expect(await both.list.current()).toEqual([
    { host: 'dc1.corp.test', port: 636, startTls: false },
  ]);
  const one = scene({ [LDAP]: [record('DC2.corp.test.', 0, 0, 389)] });
  expect(await one.list.current()).toEqual([{ host: 'dc2.corp.test', port: 389, startTls: true }]);
});

test('the lowest priority comes first, and weights are drawn', async () => {
  const records = [
    record('late.corp.test', 20),
    record('light.corp.test', 10, 1),
    record('heavy.corp.test', 10, 99),
  ];
  const drawn = async (lot: number) => scene({ [LDAPS]: records }, () => lot).hosts();
  expect(await drawn(0.5)).toEqual(['heavy.corp.test', 'light.corp.test', 'late.corp.test']);
  expect(await drawn(0)).toEqual(['light.corp.test', 'heavy.corp.test', 'late.corp.test']);
});

test('hosts outside of the domain are not believed', async () => {
  const records = ['dc1.evil.test', 'evilcorp.test', 'corp.test', 'dc1.corp.test'].map((name) =>
    record(name),
  );
  expect(await scene({ [LDAPS]: records }).hosts()).toEqual(['dc1.corp.test']);
  const none = scene({ [LDAPS]: [record('dc1.evil.test')] });
  await expect(none.list.current()).rejects.toThrow(DirectoryUnavailableError);
});

test('DNS is asked again after its time; while it is silent the hosts known so far stand', async () => {
  const { clock, asked, hosts, answers } = scene({ [LDAPS]: [record('dc1.corp.test')] });
  expect([await hosts(), await hosts(), asked.length]).toEqual([
    ['dc1.corp.test'],
    ['dc1.corp.test'],
    1,
  ]);
  clock.now = 300_001;
  answers[LDAPS] = [record('dc2.corp.test')];
  expect(await hosts()).toEqual(['dc2.corp.test']);
  clock.now = 600_002;
  answers[LDAPS] = undefined;
  expect(await hosts()).toEqual(['dc2.corp.test']);
  // Not asked with every call while it is away.
  const before = asked.length;
  await hosts();
  expect(asked.length).toBe(before);
});

test('a DNS that never answers costs a bounded time', async () => {
  const { list } = scene({ [LDAPS]: 'silent', [LDAP]: 'silent' });
  const begun = performance.now();
  await expect(list.current()).rejects.toThrow(DirectoryUnavailableError);
  expect(performance.now() - begun).toBeLessThan(4_000);
});

test('no more hosts are taken than can be tried', async () => {
  const records = Array.from({ length: 500 }, (_, i) => record(`dc${i}.corp.test`, i));
  expect(await scene({ [LDAPS]: records }).hosts()).toHaveLength(16);
});
