import { SOCKET_OPERATOR } from '../../../server/src/access/operator.js';
import type { Operator } from '../../../server/src/access/operator.js';
import { ForeignAccounts } from '../../../server/src/foreign-accounts/foreign-accounts.js';
import { systemRandom } from '../../../server/src/random.js';
import { PostgresForeignAccountStore } from '../../../server/src/storage/postgres-foreign-account-store.js';
import { startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { makeSource } from '../../support/server-core.js';

let scene: LogonScene;
let accounts: ForeignAccounts;
startSceneForEachTest((started) => {
  scene = started;
  const { directory, clock, core, connections } = scene.test;
  accounts = new ForeignAccounts({
    store: new PostgresForeignAccountStore(connections.pool),
    workstations: { findKey: () => Promise.resolve(undefined) },
    ...{ directory, clock, audit: core.audit, random: systemRandom },
  });
});

const map = (operator: Operator) =>
  accounts.map({ name: 'Administrator', user: 'alice', reason: 'mine' }, operator, makeSource());

it.each([
  ['in a session', (alice: string) => ({ id: alice })],
  ['by a key of their own', (alice: string) => ({ id: 'key_1', person: alice })],
])('nobody maps an account to themselves %s', async (_, of) => {
  const operator = { ...SOCKET_OPERATOR, name: 'alice', ...of(scene.alice.principalId) };
  await expect(map(operator)).rejects.toMatchObject({
    code: 'api-key.forbidden',
    cause: { because: 'escalation' },
  });
  expect((await accounts.list({ limit: 10 })).foreignAccounts).toEqual([]);
  expect(await map({ ...operator, id: 'key_2', person: 'corp.test/somebody-else' })).toMatchObject({
    principalId: scene.alice.principalId,
  });
});

it('two operators at the same moment map one of two', async () => {
  const outcomes = await Promise.allSettled([map(SOCKET_OPERATOR), map(SOCKET_OPERATOR)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await scene.events('foreign-account.mapped')).toHaveLength(1);
});

it('an account that the directory has is mapped to nobody, and workstations are told of those it has not', async () => {
  const add = (name: string) =>
    accounts.map({ name, user: 'alice', reason: 'partner' }, SOCKET_OPERATOR, makeSource());
  for (const own of ['CORP\\alice', 'alice@corp.test']) {
    await expect(add(own)).rejects.toMatchObject({ code: 'request.malformed' });
  }
  for (const name of ['bob', 'PARTNER\\bob', 'AzureAD\\bob@x.test', 'bob@partner.test']) {
    await add(name);
  }
  expect(await accounts.domainNames()).toEqual(['bob@partner.test', 'PARTNER\\bob']);
});
