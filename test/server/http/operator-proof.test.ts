import { pathOf, totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { FakeClock } from '../../fakes/fake-clock.js';
import { TestBrowser } from '../../support/browser.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

const clock = new FakeClock(new Date());
let gatehouse: TestGatehouse | undefined;
let browser: TestBrowser;
let seed: Uint8Array;

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ clock });
  ({ seed } = await gatehouse.addUser('olga'));
  await gatehouse.addUser('alice');
  await assign('administrator');
  const { url, running } = gatehouse.server;
  browser = new TestBrowser({ url, authority: running.authority ?? '' });
  const verdict = await browser.answer(await browser.challenge('olga', PASSWORD), nextCode());
  expect(verdict).toMatchObject({ outcome: 'signed-in' });
}, 120_000);
afterAll(async () => {
  browser.close();
  await gatehouse?.[Symbol.asyncDispose]();
});

const administer = <T>(method: string, target: string, body?: unknown) =>
  gatehouse!.server.administer<T>(method, target, body);
const assign = (role: string) =>
  administer('POST', pathOf('assignRole'), { subject: { kind: 'user', name: 'olga' }, role });
const createKey = (more: object = {}) =>
  browser.call('createApiKey', {}, { label: 'hers', roles: ['help-desk-lead'], ...more });
/** Each is taken once. */
function nextCode(): string {
  clock.advance({ seconds: 30 });
  return totp.codeAt(seed, totp.stepAt(clock.now().getTime() / 1000));
}
/** Somebody goes on in the session, and proves nothing. */
async function goOn(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 5) {
    clock.advance({ minutes: 5 });
    expect((await browser.call('showMe')).status).toBe(200);
  }
}
async function prove(): Promise<void> {
  const challenge = await browser.prove(PASSWORD);
  if (challenge.outcome !== 'challenge') throw new Error(JSON.stringify(challenge));
  expect(await browser.answerProof(challenge, nextCode())).toMatchObject({ outcome: 'proven' });
}

const REFUSED = { status: 403, body: { code: 'session.proof-required' } };

test('a key that somebody makes in a session is theirs, unless they name somebody else', async () => {
  const { id } = (await createKey()).body as { id: string };
  const other = (await createKey({ person: 'alice' })).body as { id: string };
  const { keys } = await administer<{ keys: administration.ApiKey[] }>(
    'GET',
    pathOf('listApiKeys'),
  );
  const personOf = (wanted: string) => keys.find((key) => key.id === wanted)?.person?.name;
  expect([personOf(id), personOf(other.id)]).toEqual(['olga', 'alice']);
});

test('an operator in a session proves anew what changes much, and not what is read', async () => {
  expect((await createKey()).status).toBe(200);
  await goOn(15);
  clock.advance({ seconds: 1 });
  const name = 'alice';
  const reset = { factors: 'all', answers: true, reason: 'ticket 4711' };
  const policy = { name: 'p', assign: { users: ['alice'] }, settings: {} };
  const approvalId = `apr_${'0'.repeat(26)}`;
  const crd = `crd_${'0'.repeat(26)}`;
  for (const refused of [
    await createKey(),
    await browser.call('applyPolicy', { policyName: 'p' }, policy),
    await browser.call('enrollTotp', { name }, {}),
    await browser.call('removeFactor', { name, credentialId: crd }),
    await browser.call('resetFactors', { name }, reset),
    await browser.call('createPasswordLink', { name }, { reason: 'ticket 4711' }),
    await browser.call('issueBreakGlass', { name }, { reason: 'ticket 4711' }),
    await browser.call('decideApproval', { approvalId }, { decision: 'approved' }),
    await browser.call('setPassword', { name }, { password: 'another horse battery' }),
    await browser.call('importTokens', {}, { format: 'csv', content: 'x', dryRun: false }),
    await browser.call('createJoinToken', {}, { uses: 1 }),
  ]) {
    expect(refused).toMatchObject(REFUSED);
  }
  for (const read of ['listApiKeys', 'listApprovals', 'listPolicies'] as const) {
    expect((await browser.call(read)).status).toBe(200);
  }
  await prove();
  expect((await createKey()).status).toBe(200);
  expect((await browser.call('enrollTotp', { name }, {})).status).toBe(200);
});

test('a key proves nothing anew', async () => {
  const secret = String((await createKey({ roles: ['administrator'] })).body['secret']);
  await goOn(20);
  const headers = { authorization: `Bearer ${secret}` };
  const target = pathOf('createApiKey');
  expect((await browser.send('POST', target, { label: 'next' }, headers)).status).toBe(200);
  const { keys } = await administer<{ keys: administration.ApiKey[] }>(
    'GET',
    pathOf('listApiKeys'),
  );
  expect(keys.find(({ label }) => label === 'next')?.person?.name).toBe('olga');
});
