import { formatId } from '@gatehouse/protocol';
import type { PolicyDocument, Verdict, administration } from '@gatehouse/protocol';

import type { ForeignRequest } from '../../../server/src/authentication/logon-engine.js';
import type { ForeignSubject } from '../../../server/src/foreign-accounts/foreign-account-store.js';
import { systemRandom } from '../../../server/src/random.js';
import { PostgresForeignAccountStore } from '../../../server/src/storage/postgres-foreign-account-store.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { ADMITTED, expectOutcome, makeSource } from '../../support/server-core.js';

const BOB = { sid: 'S-1-5-21-7-7-7-1001', netbiosDomain: 'PC-1', samAccountName: 'bob' };
const ENTRA = { sid: 'S-1-12-1-1-2-3-4', netbiosDomain: 'AzureAD', samAccountName: 'bob@x.test' };
const ASKED: PolicyDocument['settings'] = { desktop: { foreignAccounts: 'second-factor-only' } };

let scene: LogonScene;
let store: PostgresForeignAccountStore;
startSceneForEachTest((started) => {
  scene = started;
  store = new PostgresForeignAccountStore(scene.test.connections.pool);
});

type Mapping = Partial<administration.ForeignAccount>;

async function map(of: Mapping = { sid: BOB.sid, workstationId: scene.source.key as never }) {
  const { principalId } = scene.alice;
  const mapping: administration.ForeignAccount = {
    id: formatId('fga', systemRandom.bytes(16)),
    ...{ principalId, principalName: 'alice', reason: 'laboratory', mappedBy: 'socket' },
    mappedAt: scene.test.clock.now().toISOString(),
    ...of,
  };
  expect(await store.add(mapping)).toBe(true);
}

function begin({
  account = BOB,
  kind = 'local',
  source = scene.source,
  scenario = 'logon',
  secondsSinceFactor,
}: Partial<ForeignSubject> & Partial<Omit<ForeignRequest, 'foreign'>> = {}): Promise<Verdict> {
  const foreign = { account, kind };
  const session = { type: 'console' as const };
  const way = { scenario, remote: false, session, secondsSinceFactor };
  return scene.engine.beginForeign({ source, admission: ADMITTED, ...way, foreign });
}

const details = async (type: string) => (await scene.events(type)).map(({ detail }) => detail);

describe('an account that no directory has', () => {
  it('takes a code of whoever is mapped to it, and is granted as itself', async () => {
    await scene.applyPolicy(ASKED);
    await map();
    const challenge = expectOutcome(await begin(), 'challenge');
    const verdict = expectOutcome(await scene.answer(challenge, scene.codeNow()), 'granted');
    expect(verdict).toEqual({
      outcome: 'granted',
      logonId: challenge.logonId,
      account: BOB,
      kit: false,
      correlationId: scene.source.correlationId,
    });
    const { principalId } = scene.alice;
    const who = { account: 'PC-1\\bob', sid: BOB.sid };
    expect(await scene.events('logon.begun')).toMatchObject([{ principalId, detail: who }]);
    expect(await scene.events('logon.granted')).toMatchObject([
      { principalId, principalName: 'CORP\\alice', detail: { method: 'totp', ...who } },
    ]);
    // Nobody but Windows has seen a password.
    expect(scene.test.directory.passwordChecks).toBe(0);
  });

  it('uses a code up, for the account of the person as well', async () => {
    await scene.applyPolicy(ASKED);
    await map();
    const code = scene.codeNow();
    const challenge = expectOutcome(await begin(), 'challenge');
    expectOutcome(await scene.answer(challenge, code), 'granted');
    const own = await scene.challenge();
    expect(await scene.answer(own, code)).toMatchObject({ rejected: 'factor.used-code' });
  });

  it.each([
    [{ desktop: { foreignAccounts: 'deny' } }, 'account.foreign'],
    [{ desktop: { foreignAccounts: 'excluded' } }, 'account.foreign'],
    [ASKED, 'account.unmapped'],
  ] as const)('is denied, and nobody is asked, where %j', async (settings, code) => {
    await scene.applyPolicy(settings);
    if (code !== 'account.unmapped') await map();
    expect(await begin()).toMatchObject({ outcome: 'denied', code });
    expect(await scene.events('logon.denied')).toMatchObject([{ code }]);
    expect(await details('logon.begun')).toMatchObject([{ sid: BOB.sid, account: 'PC-1\\bob' }]);
    expect(await scene.strikes()).toBe(0);
  });

  it('is denied once the person is gone, and while the directory is away', async () => {
    await scene.applyPolicy(ASKED);
    await map();
    scene.test.directory.available = false;
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'directory.unavailable' });
    scene.test.directory.available = true;
    scene.test.directory.remove('alice');
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'account.unmapped' });
  });

  it.each([
    ['disabled', 'account.disabled'],
    ['account-expired', 'account.expired'],
  ] as const)('is denied where the account of the person is %s', async (state, code) => {
    await scene.applyPolicy(ASKED);
    await map();
    scene.test.directory.setState('alice', state);
    expect(await begin()).toMatchObject({ outcome: 'denied', code });
    expect(await scene.strikes()).toBe(0);
  });
});

describe('a mapping', () => {
  const elsewhere = makeSource;
  const isAsked = async (of: Parameters<typeof begin>[0]) =>
    (await begin(of)).outcome === 'challenge';

  it('of a SID on one workstation holds on no other, whatever the account is called', async () => {
    await scene.applyPolicy(ASKED);
    await map();
    expect(await isAsked({ account: { ...BOB, samAccountName: 'renamed' } })).toBe(true);
    expect(await isAsked({ source: elsewhere() })).toBe(false);
    expect(await isAsked({ account: { ...BOB, sid: 'S-1-5-21-7-7-7-1002' } })).toBe(false);
  });

  it('of a SID on every workstation is never one that clones of an image share', async () => {
    await scene.applyPolicy(ASKED);
    await map({ sid: BOB.sid });
    await map({ sid: ENTRA.sid });
    expect(await isAsked({})).toBe(false);
    const source = elsewhere();
    expect(await isAsked({ source, account: ENTRA, kind: 'entra' })).toBe(true);
    expect(await isAsked({ source, account: BOB, kind: 'domain' })).toBe(true);
  });

  it('of a name is of accounts of computers themselves, or of one domain', async () => {
    await scene.applyPolicy(ASKED);
    await map({ name: 'BOB' });
    await map({ name: 'AzureAD\\Bob@X.test' });
    expect(await isAsked({ source: elsewhere() })).toBe(true);
    expect(await isAsked({ account: { ...ENTRA, sid: 'S-1-0-0' }, kind: 'entra' })).toBe(true);
    expect(await isAsked({ account: { ...ENTRA, samAccountName: 'bob' }, kind: 'entra' })).toBe(
      false,
    );
  });

  it('for one workstation comes before that for every one', async () => {
    await scene.applyPolicy(ASKED);
    const carol = scene.test.directory.add({ name: 'carol', password: PASSWORD });
    await scene.enrollTotp(carol);
    await map({ name: 'bob', principalId: carol.principalId });
    await map();
    await begin();
    expect(await scene.events('challenge.issued')).toMatchObject([
      { principalId: scene.alice.principalId },
    ]);
  });

  it('is one an account', async () => {
    await map();
    await map({ name: 'bob' });
    for (const again of [
      { workstationId: scene.source.key as never, sid: BOB.sid },
      { name: 'BOB' },
    ]) {
      expect(await map(again).catch(() => 'refused')).toBe('refused');
    }
  });
});

describe('the policy of the person', () => {
  it('says which factors do, and where none is asked for; nothing else lets an account in', async () => {
    await scene.applyPolicy({
      desktop: {
        ...ASKED.desktop,
        mode: 'observe',
        exclusions: [{ sid: scene.alice.sid, reason: 'a test' }],
        scenarios: ['logon'],
      },
      logon: { desktop: { require: 'none', methods: ['email'] } },
    });
    await map();
    expect(await begin()).toMatchObject({ outcome: 'challenge', current: { method: 'email' } });
    expect(await begin({ scenario: 'unlock' })).toMatchObject({ outcome: 'granted', kit: false });
    expect(await details('logon.granted')).toMatchObject([
      { method: 'none', because: 'not-asked', sid: BOB.sid },
    ]);
  });

  it('gives the grace of an unlock', async () => {
    await scene.applyPolicy({ desktop: { ...ASKED.desktop, unlockGraceMinutes: 5 } });
    await map();
    const unlock = { scenario: 'unlock' as const, secondsSinceFactor: 299 };
    expect(await begin(unlock)).toMatchObject({ outcome: 'granted' });
    expect(await begin({ ...unlock, secondsSinceFactor: 300 })).toMatchObject({
      outcome: 'challenge',
    });
  });

  it.each(['optional', 'enforce'] as const)(
    'enrols nobody whose factor is missing, where it says %s',
    async (mode) => {
      await scene.applyPolicy({
        desktop: { ...ASKED.desktop, mode },
        enrollment: { required: ['totp'], firstProof: 'password' },
      });
      const carol = scene.test.directory.add({ name: 'carol', password: PASSWORD });
      await map({ name: 'bob', principalId: carol.principalId });
      expect(await begin()).toMatchObject({ outcome: 'denied', code: 'factor.not-enrolled' });
    },
  );
});

describe('failures', () => {
  it('count against the person and the workstation, and lock them', async () => {
    await scene.applyPolicy({ ...ASKED, lockout: { strikes: 2 } });
    await map();
    const challenge = expectOutcome(await begin(), 'challenge');
    const again = expectOutcome(await scene.answer(challenge, scene.wrongCode()), 'challenge');
    expect(await scene.strikes()).toBe(1);
    expectOutcome(await scene.answer(again, scene.wrongCode()), 'denied');
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'principal.locked' });
    expect(await scene.begin()).toMatchObject({ outcome: 'denied', code: 'principal.locked' });
  });

  it('at the password of the person stay, whatever is proven for another account', async () => {
    await scene.applyPolicy({ ...ASKED, desktop: { ...ASKED.desktop, scenarios: ['logon'] } });
    await map();
    await scene.begin('alice', 'wrong');
    expect(await scene.strikes()).toBe(1);
    const challenge = expectOutcome(await begin(), 'challenge');
    expectOutcome(await scene.answer(challenge, scene.codeNow()), 'granted');
    expectOutcome(await begin({ scenario: 'unlock' }), 'granted');
    expect(await scene.strikes()).toBe(1);
  });

  it('cost nobody more mails than the policy allows', async () => {
    await scene.applyPolicy({
      ...ASKED,
      logon: { desktop: { methods: ['email'] } },
      otp: { sendLimit: 2 },
    });
    await map();
    for (const outcome of ['challenge', 'challenge', 'denied']) {
      expect(await begin()).toMatchObject({ outcome });
    }
    expect(scene.test.mailer.sent).toHaveLength(2);
  });
});

describe('a granted logon', () => {
  it('gives no kit of the person, and takes no new password', async () => {
    await scene.applyPolicy(ASKED);
    await map();
    const kits = scene.test.core.kitsSignedBy({ signKit: () => Promise.resolve('signed') });
    const replyKey = Buffer.alloc(32, 1).toString('base64url');
    const scenario = 'change-password' as const;
    const challenge = expectOutcome(await begin({ scenario }), 'challenge');
    const { logonId } = expectOutcome(await scene.answer(challenge, scene.codeNow()), 'granted');
    const { source } = scene;
    await expect(kits.issue({ source, logonId, replyKey })).rejects.toMatchObject({
      code: 'request.not-found',
    });
    const password = Buffer.from(PASSWORD);
    await scene.engine.passwordChanged({ source, logonId, password });
    expect(scene.test.directory.passwordChecks).toBe(0);
    expect(await scene.events('password.changed')).toEqual([]);

    await scene.engine.report({ source, logonId, ntStatus: 0, subStatus: 0 });
    expect(await scene.events('logon.reported')).toHaveLength(1);
  });
});
