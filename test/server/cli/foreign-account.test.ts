import { pathOf } from '@gatehouse/protocol';
import type { BeginForeignLogon, administration } from '@gatehouse/protocol';

import { currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestWorkstation } from '../../support/workstation.js';
import { gatehouse as run } from './run.js';

const BOB = { sid: 'S-1-5-21-7-7-7-1001', netbiosDomain: 'PC-1', samAccountName: 'bob' };
const BEGIN: BeginForeignLogon = {
  account: BOB,
  kind: 'local',
  scenario: 'logon',
  remote: false,
};

let gatehouse: TestGatehouse;
let workstation: TestWorkstation;
let seed: Uint8Array;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
  ({ seed } = await gatehouse.addUser('alice'));
  await gatehouse.server.administer('PUT', '/api/v1/policies/everyone', {
    name: 'everyone',
    assign: { everyone: true },
    settings: { desktop: { foreignAccounts: 'second-factor-only' } },
  });
}, 120_000);

afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
});

const command = (words: string[]) =>
  run([
    ...['workstation', 'foreign-account', ...words],
    ...['--socket', gatehouse.server.running.socketPath!],
  ]);

const add = (...words: string[]) =>
  command(['add', '--user', 'alice', '--reason', 'laboratory', ...words]);

async function begin() {
  const { body } = await workstation.call('POST', pathOf('beginForeignLogon'), BEGIN);
  return body as Record<string, unknown> & { logonId: string; challengeId: string };
}

it('maps, lists and removes, and the account takes the factor that long', async () => {
  expect(await begin()).toMatchObject({ outcome: 'denied', code: 'account.unmapped' });
  const bob = ['--sid', BOB.sid, '--workstation', workstation.id];
  const added = (await add(...bob, '--json')).json() as administration.ForeignAccount;
  expect(added).toMatchObject({
    sid: BOB.sid,
    workstationId: workstation.id,
    ...{ principalName: 'alice', reason: 'laboratory', mappedBy: 'socket' },
  });

  const { logonId, challengeId } = await begin();
  const answer = await workstation.call('POST', pathOf('answerChallenge', { logonId }), {
    challengeId,
    code: currentCode(seed),
  });
  expect(answer.body).toMatchObject({ outcome: 'granted', account: BOB, kit: false });

  const named = await add('--name', 'Administrator');
  expect(named.output).toMatch(/^Administrator on every workstation takes the factor of alice/);
  const listed = (await command(['list'])).output;
  expect(listed).toMatch(new RegExp(`${added.id} +${BOB.sid} +${workstation.id} +alice +socket`));
  expect(listed).toMatch(/Administrator +every one/);
  const page = (await command(['list', '--limit', '1', '--json'])).json();
  const next = (await command(['list', '--after', String(page['next']), '--json'])).json();
  expect([page['foreignAccounts'], next['foreignAccounts']]).toMatchObject([[{}], [{}]]);
  const other = ['list', '--workstation', 'wks_00000000000000000000000000', '--json'];
  expect((await command(other)).json()).toMatchObject({
    foreignAccounts: [{ name: 'Administrator' }],
  });

  expect((await add(...bob)).errors).toContain('foreign-account.mapped');
  expect((await command(['remove', added.id])).output).toBe(`${added.id} is removed.`);
  expect((await command(['remove', added.id])).errors).toContain('foreign-account.unknown');
  expect(await begin()).toMatchObject({ outcome: 'denied', code: 'account.unmapped' });

  const { events } = await gatehouse.server.administer<administration.AuditPage>(
    'GET',
    '/api/v1/audit/search?type=foreign-account.unmapped&limit=10',
  );
  expect(events).toMatchObject([
    {
      ...{ outcome: 'success', principalName: 'alice', workstationId: workstation.id },
      detail: { id: added.id, sid: BOB.sid, reason: 'laboratory', operator: 'socket' },
    },
  ]);
});

it.each([
  ['nothing that names an account', [], /name a SID or a name/],
  ['both', ['--sid', BOB.sid, '--name', 'bob'], /name a SID or a name/],
  ['a SID that is nobody’s', ['--sid', 'S-1-0-0'], /nobody’s/],
  ['no SID', ['--sid', 'bob'], /expected a SID/],
  ['a name with two backslashes', ['--name', 'a\\b\\c'], /expected NAME or DOMAIN/],
  ['a name that turns the line around', ['--name', 'a\u202eb'], /expected NAME or DOMAIN/],
  ['a name on one workstation', ['--name', 'bob', '--workstation', 'wks_x'], /wks_/],
])('takes %s for a mistake', async (_, words, text) => {
  const { exitCode, errors } = await add(...words);
  expect(exitCode).not.toBe(0);
  expect(errors).toMatch(text);
});

it('refuses people and workstations that are not there', async () => {
  const unknown = ['--sid', BOB.sid, '--workstation', 'wks_00000000000000000000000000'];
  expect((await add(...unknown)).errors).toMatch(/There is no such workstation/);
  const nobody = await command(['add', '--user', 'eve', '--reason', 'why', '--name', 'bob']);
  expect(nobody.errors).toContain('principal.unknown');
});
