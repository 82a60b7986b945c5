import { pathOf } from '@gatehouse/protocol';
import type { AnswerOf, Challenged } from '@gatehouse/protocol';

import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
let workstation: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

async function beginChallenged(from: TestWorkstation, name: string): Promise<Challenged> {
  const verdict = await from.begin(name, PASSWORD);
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  return verdict;
}

test('a right password and a right code are granted, with the names of the directory', async () => {
  const { seed } = await gatehouse!.addUser('alice');
  const { logonId, challengeId } = await beginChallenged(workstation, 'ALICE');
  const verdict = await workstation.answer(logonId, challengeId, currentCode(seed));
  expect(verdict).toMatchObject({
    outcome: 'granted',
    account: { samAccountName: 'alice', netbiosDomain: 'LOCAL' },
  });
});

test('a wrong password is denied like an unknown name', async () => {
  const wrong = await workstation.begin('alice', 'not the password');
  const unknown = await workstation.begin('nobody', 'not the password');
  for (const verdict of [wrong, unknown]) {
    expect(verdict).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
  }
  expect(Object.keys(wrong)).toEqual(Object.keys(unknown));
});

test('R26: an empty password is denied before the directory sees it', async () => {
  const verdict = await workstation.begin('alice', '');
  expect(verdict).toMatchObject({ outcome: 'denied', code: 'password.empty' });
});

test('another node of the same server continues a logon', async () => {
  const { seed } = await gatehouse!.addUser('carol');
  const node = await gatehouse!.startNode();
  const elsewhere = new TestWorkstation({
    url: node.url,
    authority: gatehouse!.server.running.authority!,
  });
  const { logonId, challengeId } = await beginChallenged(workstation, 'carol');
  const request = await workstation.prepare('POST', pathOf('answerChallenge', { logonId }), {
    challengeId,
    code: currentCode(seed),
  });
  const answer = await elsewhere.send(request);
  elsewhere.close();
  expect(answer.body).toMatchObject({ outcome: 'granted' });
  expect(workstation.isSigned(answer, request)).toBe(true);
});

test('R29: a logon belongs to the workstation that began it, and to no other', async () => {
  const { seed } = await gatehouse!.addUser('dave');
  const other = await gatehouse!.join();
  const mine = await beginChallenged(workstation, 'dave');
  const theirs = await beginChallenged(other, 'dave');
  const code = currentCode(seed);
  for (const [logon, challenge] of [
    [mine.logonId, mine.challengeId],
    [mine.logonId, theirs.challengeId],
    [theirs.logonId, mine.challengeId],
  ] as const) {
    const verdict = await other.answer(logon, challenge, code);
    expect(verdict.outcome).not.toBe('granted');
  }
  const verdict = await workstation.answer(mine.logonId, mine.challengeId, code);
  expect(verdict.outcome).toBe('granted');
});

test('a sealed password opens only for the request, the name and the workstation it was sealed for', async () => {
  const genuine = await workstation.prepareBegin('alice', PASSWORD);
  const { password } = JSON.parse(genuine.body.toString()) as { password: unknown };
  const body = { name: 'alice', scenario: 'logon', remote: false, password };
  const answer = await workstation.call('POST', pathOf('beginLogon'), body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'sealed.unreadable' } });
});

test('a password that is sealed to a key that nobody has is told so', async () => {
  const sealed = { keyId: 'srk_unknown', enc: 'A'.repeat(43), ciphertext: 'AAAA' };
  const body = { name: 'alice', scenario: 'logon', remote: false, password: sealed };
  const answer = await workstation.call('POST', pathOf('beginLogon'), body);
  expect(answer).toMatchObject({ status: 409, body: { code: 'sealed.unknown-key' } });
});

test('a rotation of the keyring changes nothing for workstations', async () => {
  const rotated = await gatehouse!.server.administer<AnswerOf<'rotateKeys'>>(
    'POST',
    pathOf('rotateKeys'),
  );
  expect(rotated.version).toBeGreaterThan(1);
  await beginChallenged(workstation, 'alice');
  const node = await gatehouse!.startNode();
  const elsewhere = await gatehouse!.join(node);
  await beginChallenged(elsewhere, 'alice');
});

test('what Windows said is reported, and a logon can be given up', async () => {
  const { seed } = await gatehouse!.addUser('erin');
  const first = await beginChallenged(workstation, 'erin');
  const cancelled = await workstation.call(
    'POST',
    pathOf('cancelLogon', { logonId: first.logonId }),
  );
  expect(cancelled).toMatchObject({ status: 200, body: { accepted: true } });
  const late = await workstation.answer(first.logonId, first.challengeId, currentCode(seed));
  expect(late.outcome).toBe('denied');

  const second = await beginChallenged(workstation, 'erin');
  const granted = await workstation.answer(second.logonId, second.challengeId, currentCode(seed));
  expect(granted.outcome).toBe('granted');
  const report = { ntStatus: 0xc000006d, subStatus: 0xc000006a };
  const path = pathOf('reportLogon', { logonId: second.logonId });
  expect(await workstation.call('POST', path, report)).toMatchObject({ status: 200 });
});

test('the log follows a logon by its correlation id and holds neither password nor code', async () => {
  const { seed } = await gatehouse!.addUser('frank');
  const { logonId, challengeId, correlationId } = await beginChallenged(workstation, 'frank');
  const code = currentCode(seed);
  await workstation.answer(logonId, challengeId, code);
  const text = gatehouse!.server.logLines.join('');
  expect(text).toContain(correlationId);
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toContain(`"${code}"`);
  const events = await gatehouse!.server.administer<{ events: { type: string }[] }>(
    'GET',
    `${pathOf('listAuditEvents')}?correlation=${correlationId}`,
  );
  expect(events.events.map((event) => event.type)).toContain('logon.begun');
});
