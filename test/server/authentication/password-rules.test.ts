import type { PolicyDocument } from '@gatehouse/protocol';

import { LogonScene, PASSWORD } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { beginRequest, expectOutcome } from '../../support/server-core.js';

const DAY_MS = 86_400_000;

let postgres: TestPostgres;
let scene: LogonScene;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await LogonScene.start(postgres);
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

const apply = (password: NonNullable<PolicyDocument['settings']['password']>) =>
  scene.applyPolicy({ password });

const daysAgo = (days: number) => new Date(scene.test.clock.now().getTime() - days * DAY_MS);

describe('a right password that no longer meets the rules', () => {
  const stricter = { minimumLength: 20, dictionary: ['horse'] };

  it('must be changed where the policy says so, before any code is asked for', async () => {
    await apply({ ...stricter, atLogon: 'change' });
    const verdict = expectOutcome(await scene.begin(), 'change-password');
    expect(verdict).toMatchObject({
      reason: 'rules',
      account: { samAccountName: 'alice', netbiosDomain: 'CORP' },
      rules: expect.arrayContaining([
        { code: 'password.length', value: 20 },
        { code: 'password.dictionary' },
      ]) as unknown,
    });
    expect(await scene.strikes()).toBe(0);
    expect(await scene.events('password.rules-broken')).toMatchObject([
      { detail: { rules: 'password.length password.dictionary' }, principalName: 'CORP\\alice' },
    ]);
    expect(await scene.events('logon.denied')).toMatchObject([{ code: 'password.rules' }]);
  });

  it('may be changed: a logon that is there for it goes on', async () => {
    await apply({ ...stricter, atLogon: 'change' });
    const request = beginRequest(scene.source, 'alice', PASSWORD, { scenario: 'change-password' });
    expectOutcome(await scene.engine.begin(request), 'challenge');
  });

  it('is only written down where the policy says so', async () => {
    await apply({ ...stricter, atLogon: 'warn' });
    await scene.challenge();
    expect(await scene.events('password.rules-broken')).toHaveLength(1);
  });

  it('is let alone by the shipped defaults', async () => {
    await apply(stricter);
    await scene.challenge();
    expect(await scene.events('password.rules-broken')).toHaveLength(0);
  });

  it('is told to nobody who has a wrong one', async () => {
    await apply({ ...stricter, atLogon: 'change' });
    expect(await scene.begin('alice', 'short')).toMatchObject({ code: 'credentials.wrong' });
    expect(await scene.begin('nobody', 'short')).toMatchObject({ code: 'credentials.wrong' });
  });

  it('is not asked to be changed because of a list that cannot be read', async () => {
    await apply({ minimumLength: 1, personal: false, breached: 'require', atLogon: 'change' });
    await scene.challenge();
  });

  it('is weak where the policy asks for strength', async () => {
    scene.test.directory.setPassword('alice', 'sommersommersommer');
    await apply({ minimumScore: 3, atLogon: 'change' });
    const verdict = await scene.begin('alice', 'sommersommersommer');
    expect(verdict).toMatchObject({ outcome: 'change-password', reason: 'rules' });
    expect(await scene.events('password.rules-broken')).toMatchObject([
      { detail: { rules: 'password.weak' } },
    ]);
  });
});

describe('a password that is too old', () => {
  it('by our policy must be changed, whatever is done about the other rules', async () => {
    await apply({ expiryDays: 90 });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(91));
    expect(await scene.begin()).toMatchObject({ outcome: 'change-password', reason: 'expired' });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(89));
    await scene.challenge();
  });

  it('must be changed after an incident, once', async () => {
    await apply({ changeBefore: daysAgo(1).toISOString() });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(2));
    expect(await scene.begin()).toMatchObject({
      outcome: 'change-password',
      reason: 'must-change',
    });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(0));
    await scene.challenge();
  });

  it('is announced with the grant so many days before', async () => {
    await apply({ expiryDays: 90, warningDays: 14 });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(80));
    const challenge = await scene.challenge();
    const verdict = await scene.answer(challenge, scene.codeNow());
    expect(verdict).toMatchObject({ outcome: 'granted', passwordExpiresInDays: 10 });
    scene.test.directory.setPasswordSetAt('alice', daysAgo(70));
    const early = await scene.answer(await scene.challenge(), scene.codeNow(scene.seed, 1));
    expect(expectOutcome(early, 'granted')).not.toHaveProperty('passwordExpiresInDays');
  });
});

describe('the history', () => {
  const past = () => scene.test.core.passwordHistory.list(scene.alice.principalId);

  it('gets each password that is proven, once', async () => {
    await apply({ history: 5 });
    await scene.challenge();
    await scene.challenge();
    expect(await past()).toHaveLength(1);
    scene.test.directory.setPassword('alice', 'Another horse 22');
    await scene.begin('alice', 'Another horse 22');
    expect(await past()).toHaveLength(2);
  });

  it('gets neither wrong ones nor any where the policy keeps none', async () => {
    await scene.challenge();
    await apply({ history: 5 });
    await scene.begin('alice', 'not the password');
    expect(await past()).toEqual([]);
  });

  it('gets what was changed at a workstation', async () => {
    await apply({ history: 5 });
    const request = beginRequest(scene.source, 'alice', PASSWORD, { scenario: 'change-password' });
    const challenge = expectOutcome(await scene.engine.begin(request), 'challenge');
    const { logonId } = expectOutcome(await scene.answer(challenge, scene.codeNow()), 'granted');
    scene.test.directory.setPassword('alice', 'Another horse 22');
    const password = Buffer.from('Another horse 22');
    await scene.engine.passwordChanged({ source: scene.source, logonId, password });
    expect(await past()).toHaveLength(2);
  });
});
