import type { PolicyDocument } from '@gatehouse/protocol';

import type { BeginRequest } from '../../../server/src/authentication/logon-engine.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { beginRequest, expectOutcome, makeWebSource } from '../../support/server-core.js';

let scene: LogonScene;
startSceneForEachTest((started) => {
  scene = started;
});

type Desktop = NonNullable<PolicyDocument['settings']['desktop']>;

const GROUP = 'S-1-5-21-7-7-7-512';

const begin = (more: Partial<BeginRequest> = {}, password = PASSWORD) =>
  scene.engine.begin(beginRequest(scene.source, 'alice', password, more));

const typesOf = async () => (await scene.events()).map(({ type }) => type);

describe('an exclusion', () => {
  const exclude = (sid: string, until?: string) =>
    scene.applyPolicy({
      desktop: { exclusions: [{ sid, reason: 'scanner', ...(until && { until }) }] },
    });

  it('lets an account in with the password alone, and each use is in the audit', async () => {
    await exclude(scene.alice.sid);
    expectOutcome(await begin(), 'granted');
    expect((await scene.events('logon.excluded')).map(({ detail }) => detail)).toEqual([
      { sid: scene.alice.sid, reason: 'scanner' },
    ]);
  });

  it('never lets a wrong password in, and counts it', async () => {
    await exclude(scene.alice.sid);
    expect(await begin({}, 'wrong')).toMatchObject({ code: 'credentials.wrong' });
    expect(await scene.strikes()).toBe(1);
    expect(await typesOf()).not.toContain('logon.excluded');
  });

  it('is of the members of a group, as the directory says', async () => {
    await exclude(GROUP);
    expectOutcome(await begin(), 'challenge');
    scene.test.directory.setGroups('alice', [
      { name: 'Service accounts', sid: GROUP, nested: true },
    ]);
    expectOutcome(await begin(), 'granted');
  });

  it('ends when it says so', async () => {
    const end = new Date(scene.test.clock.now().getTime() + 60_000).toISOString();
    await exclude(scene.alice.sid, end);
    expectOutcome(await begin(), 'granted');
    scene.test.clock.advance({ seconds: 61 });
    expectOutcome(await begin(), 'challenge');
  });

  describe('of a group of the computer', () => {
    const LOCAL = 'S-1-5-32-544';
    const told = (...members: string[]) => ({ localGroups: [{ sid: LOCAL, members }] });

    it('is of whoever is in it, and of the members of a group of the domain that is', async () => {
      await exclude(LOCAL);
      expectOutcome(await begin(), 'challenge');
      expectOutcome(await begin(told('S-1-5-21-1-2-3-4242', GROUP)), 'challenge');
      expectOutcome(await begin(told(scene.alice.sid)), 'granted');
      scene.test.directory.setGroups('alice', [{ name: 'Helpers', sid: GROUP, nested: true }]);
      expectOutcome(await begin(told(GROUP)), 'granted');
      expect((await scene.events('logon.excluded')).map(({ detail }) => detail)).toEqual([
        { sid: LOCAL, reason: 'scanner' },
        { sid: LOCAL, reason: 'scanner' },
      ]);
    });

    it('is none where the policy does not name the group, or the password is wrong', async () => {
      await exclude('S-1-5-32-545');
      expectOutcome(await begin(told(scene.alice.sid)), 'challenge');
      await exclude(LOCAL);
      expect(await begin(told(scene.alice.sid), 'wrong')).toMatchObject({
        code: 'credentials.wrong',
      });
    });

    it('is never one of the domain, whatever a computer says of who is in it', async () => {
      const domain = scene.alice.sid.replace(/\d+$/, '512');
      await exclude(domain);
      const localGroups = [{ sid: domain, members: [scene.alice.sid] }];
      expectOutcome(await begin({ localGroups }), 'challenge');
    });
  });

  it('of somebody else is none', async () => {
    await exclude(scene.alice.sid.replace(/\d+$/, '4242'));
    expectOutcome(await begin(), 'challenge');
  });
});

describe('the observing stage', () => {
  beforeEach(() => scene.applyPolicy({ desktop: { mode: 'observe' } }));
  const observed = async () => (await scene.events('logon.observed')).at(-1);
  const askSomebody = () =>
    scene.test.core.policies.apply(
      {
        name: 'asked',
        assign: { users: ['S-1-5-21-1-1-1-1'] },
        settings: { desktop: { mode: 'enforce' } },
      },
      scene.source,
    );
  /** Looks at a password, at the directory. */
  const binds = () => scene.test.directory.passwordChecks;

  it('lets in, and writes down what would have been asked for', async () => {
    const granted = expectOutcome(await begin(), 'granted');
    expect(granted).toMatchObject({ account: { sid: scene.alice.sid }, kit: false });
    expect((await observed())?.detail).toEqual({ would: 'challenge', method: 'totp' });
    expect((await scene.events('logon.granted'))[0]?.detail).toEqual({
      method: 'none',
      because: 'observed',
    });
  });

  it('leaves the password to Windows: a wrong one is not looked at, counted or refused', async () => {
    for (let attempt = 0; attempt < 12; attempt++)
      expectOutcome(await begin({}, 'wrong'), 'granted');
    expect(binds()).toBe(0);
    expect(await scene.strikes()).toBe(0);
  });

  it('neither heeds a lock nor lifts one', async () => {
    await scene.applyPolicy({});
    for (let attempt = 0; attempt < 3; attempt++) await begin({}, 'wrong');
    const before = await scene.strikes();
    expect(before).toBeGreaterThan(0);
    await scene.applyPolicy({ desktop: { mode: 'observe' }, lockout: { strikes: before } });
    expectOutcome(await begin(), 'granted');
    expect(await scene.strikes()).toBe(before);
  });

  it.each<[why: string, set: () => Promise<unknown>, facts: object]>([
    [
      'is excluded',
      () =>
        scene.applyPolicy({
          desktop: {
            mode: 'observe',
            exclusions: [{ sid: scene.alice.sid, reason: 'scanner' }],
          },
        }),
      { detail: { would: 'granted', because: 'excluded' } },
    ],
    [
      'comes in where nothing is asked',
      () => scene.applyPolicy({ desktop: { mode: 'observe', scenarios: [] } }),
      { detail: { would: 'granted', because: 'not-asked' } },
    ],
  ])('writes down what would have been of whoever %s', async (_, set, facts) => {
    await set();
    expectOutcome(await begin({ scenario: 'logon', remote: false }), 'granted');
    expect(await observed()).toMatchObject(facts);
  });

  it('writes down who would have been denied, having nothing enrolled', async () => {
    scene.test.directory.add({ name: 'bob', password: PASSWORD });
    const verdict = await scene.engine.begin(beginRequest(scene.source, 'bob', PASSWORD));
    expectOutcome(verdict, 'granted');
    expect(await observed()).toMatchObject({
      code: 'factor.not-enrolled',
      detail: { would: 'denied' },
    });
  });

  it('writes down who would have enrolled a factor first', async () => {
    const enrollment = { required: ['totp' as const], firstProof: 'password' as const };
    await scene.applyPolicy({ desktop: { mode: 'observe' }, enrollment });
    const lastUsedAt = scene.test.clock.now();
    scene.test.directory.add({ name: 'bob', password: PASSWORD, lastUsedAt });
    expectOutcome(await scene.engine.begin(beginRequest(scene.source, 'bob', PASSWORD)), 'granted');
    expect((await observed())?.detail).toEqual({ would: 'enroll', what: 'totp' });
  });

  it.each([
    ['PC-1\\admin', { netbiosDomain: 'PC-1', samAccountName: 'admin' }],
    ['admin', { netbiosDomain: '', samAccountName: 'admin' }],
    ['a@b.test', { netbiosDomain: '', samAccountName: 'a@b.test' }],
  ])('gives %s, whom the directory does not know, to Windows as typed', async (name, account) => {
    const sid = 'S-1-5-21-9-9-9-500';
    const ask = (expectedSid?: string) =>
      scene.engine.begin(beginRequest(scene.source, name, 'anything', { expectedSid }));
    const granted = expectOutcome(await ask(), 'granted');
    expect(granted.account).toEqual({ sid: 'S-1-0-0', ...account });
    expect(await observed()).toMatchObject({ code: 'principal.unknown' });
    expect((await observed())?.principalName).toBeUndefined();
    expect(expectOutcome(await ask(sid), 'granted').account).toEqual({ sid, ...account });
  });

  it('believes the tile, where the directory means somebody else by the name', async () => {
    const expectedSid = 'S-1-5-21-9-9-9-1001';
    const granted = expectOutcome(await begin({ expectedSid }), 'granted');
    expect(granted.account).toEqual({
      sid: expectedSid,
      netbiosDomain: '',
      samAccountName: 'alice',
    });
    expect(await observed()).toMatchObject({ code: 'account.mismatch' });
  });

  it('lets everybody in while the directory is away, where no policy asks anybody', async () => {
    scene.test.directory.available = false;
    expectOutcome(await begin(), 'granted');
    expect(await observed()).toMatchObject({
      code: 'directory.unavailable',
      detail: { would: 'unknown' },
    });
    await askSomebody();
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'directory.unavailable' });
  });

  describe('where a policy asks somebody', () => {
    const SOMEBODY = 'S-1-5-21-9-9-9-500';
    beforeEach(askSomebody);

    it.each<[why: string, name: string, more: Partial<BeginRequest>]>([
      ['with another suffix, as somebody who is asked may have one', 'carol@other.test', {}],
      ['of a domain by another name', 'carol@CORP', {}],
      ['that nobody has', 'nobody', {}],
      [
        'at a tile of somebody whom the directory does not know',
        'PC-1\\x',
        { expectedSid: SOMEBODY },
      ],
      ["at somebody else's tile", 'alice', { expectedSid: SOMEBODY }],
      ['of an account that Windows does not have', 'eve', {}],
    ])('does not give Windows a name %s', async (_, name, more) => {
      scene.test.directory.add({ name: 'eve', password: PASSWORD, sid: 'S-1-0-0' });
      const ask = (password: string) =>
        scene.engine.begin(beginRequest(scene.source, name, password, more));
      expect(await ask('wrong')).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
      expect(await ask(PASSWORD)).toMatchObject({ outcome: 'denied' });
      expect(await observed()).toBeUndefined();
    });

    it('still lets in whom the directory knows, and who is only observed', async () => {
      expectOutcome(await begin({}, 'wrong'), 'granted');
      const { sid } = scene.alice;
      expectOutcome(await begin({ expectedSid: sid }, 'wrong'), 'granted');
    });
  });

  it('is good for what Windows says of it, and for no new password', async () => {
    const { logonId } = expectOutcome(await begin({ scenario: 'change-password' }), 'granted');
    const { source, engine } = scene;
    await engine.report({ source, logonId, ntStatus: 0xc000006d, subStatus: 0xc000006a });
    expect((await scene.events('logon.reported'))[0]?.detail).toMatchObject({
      ntStatus: '0xc000006d',
    });
    await engine.passwordChanged({ source, logonId, password: Buffer.from('Another 1') });
    expect(binds()).toBe(0);
  });

  it('answers no replay', async () => {
    const refused = new Error('replayed');
    const admission = {
      require: () => Promise.reject(refused),
      requireWith: () => Promise.reject(refused),
    };
    await expect(begin({ admission })).rejects.toBe(refused);
    expect(await scene.events('logon.observed')).toEqual([]);
  });
});

describe('the optional stage', () => {
  const apply = (enrollment: PolicyDocument['settings']['enrollment'] = {}) =>
    scene.applyPolicy({ desktop: { mode: 'optional' }, enrollment });
  const beginAsBob = async (password = PASSWORD, source = scene.source) => {
    if ((await scene.test.directory.find('bob')) === undefined) {
      const lastUsedAt = scene.test.clock.now();
      scene.test.directory.add({ name: 'bob', password: PASSWORD, lastUsedAt });
    }
    return scene.engine.begin(beginRequest(source, 'bob', password));
  };
  const grants = async () => (await scene.events('logon.granted')).map(({ detail }) => detail);

  it('asks whoever has a factor', async () => {
    await apply();
    expectOutcome(await begin(), 'challenge');
  });

  it('lets in with the password whoever has none, and the audit says why', async () => {
    await apply();
    expectOutcome(await beginAsBob(), 'granted');
    expect(await grants()).toEqual([{ method: 'none', because: 'optional' }]);
  });

  it('is no way in without the password', async () => {
    await apply();
    expect(await beginAsBob('wrong')).toMatchObject({ code: 'credentials.wrong' });
  });

  it('asks from the moment on that there is a factor', async () => {
    await apply();
    expectOutcome(await beginAsBob(), 'granted');
    await scene.enrollTotp((await scene.test.directory.find('bob'))!);
    expectOutcome(await beginAsBob(), 'challenge');
  });

  it('invites to enrol one, as often as the policy lets people postpone', async () => {
    await apply({ required: ['totp'], firstProof: 'password', postponements: 1 });
    const { logonId, postponements } = expectOutcome(await beginAsBob(), 'enroll');
    expect(postponements).toBe(1);
    const { source } = scene;
    const input = { action: 'postpone' } as const;
    expectOutcome(await scene.engine.enroll({ source, logonId, input }), 'granted');
    expect(await grants()).toEqual([{ method: 'none', because: 'optional' }]);
    expect(expectOutcome(await beginAsBob(), 'enroll').postponements).toBe(0);
  });

  it('invites nobody whose password is no proof for a first factor', async () => {
    await apply({ required: ['totp'], firstProof: 'factor' });
    expectOutcome(await beginAsBob(), 'granted');
  });

  it('is of the desktop alone: the web still denies', async () => {
    await apply();
    expect(await beginAsBob(PASSWORD, makeWebSource())).toMatchObject({
      code: 'factor.not-enrolled',
    });
  });
});

describe('an unlock a while after a proven factor (R7)', () => {
  const UNLOCK: Partial<BeginRequest> = {
    scenario: 'unlock',
    remote: false,
    session: { type: 'console' },
    secondsSinceFactor: 599,
  };
  beforeEach(() => scene.applyPolicy({ desktop: { unlockGraceMinutes: 10 } }));

  it('asks for the password alone', async () => {
    const granted = expectOutcome(await begin(UNLOCK), 'granted');
    expect(granted.outcome).toBe('granted');
    const [event] = await scene.events('logon.granted');
    expect(event?.detail).toEqual({ method: 'none', because: 'grace' });
  });

  it.each<[why: string, more: Partial<BeginRequest>]>([
    ['it is too long ago', { secondsSinceFactor: 600 }],
    ['the workstation knows of none', { secondsSinceFactor: undefined }],
    ['it is a logon', { scenario: 'logon' }],
    ['it is a prompt for an administrator', { scenario: 'credui' }],
    ['the session is remote', { remote: true }],
    ['the session is of Remote Desktop', { session: { type: 'rdp' } }],
    ['nobody described the session', { session: undefined }],
  ])('asks for the code where %s', async (_, more) => {
    expectOutcome(await begin({ ...UNLOCK, ...more }), 'challenge');
  });

  it('asks for the code where the policy gives no time', async () => {
    await scene.applyPolicy({ desktop: { unlockGraceMinutes: 0 } });
    expectOutcome(await begin({ ...UNLOCK, secondsSinceFactor: 0 }), 'challenge');
  });
});

describe('the door at the web', () => {
  it.each<[what: string, desktop: (sid: string) => Desktop]>([
    ['the observing stage', () => ({ mode: 'observe' })],
    ['an exclusion', (sid) => ({ exclusions: [{ sid, reason: 'scanner' }] })],
    ['the grace of an unlock', () => ({ unlockGraceMinutes: 10 })],
    ['a list of scenarios or sessions', () => ({ scenarios: [], sessions: [] })],
  ])('knows nothing of %s', async (_, desktop) => {
    await scene.applyPolicy({ desktop: desktop(scene.alice.sid) });
    // Whatever somebody says there of a session at a workstation.
    const said = { session: { type: 'console' }, secondsSinceFactor: 0 } as const;
    const unlock = { scenario: 'unlock', remote: false, ...said } as const;
    for (const more of [unlock, { scenario: undefined, remote: undefined }]) {
      expectOutcome(await begin({ source: makeWebSource(), ...more }), 'challenge');
    }
    // The same attempt at the desktop is relieved.
    expectOutcome(await begin(unlock), 'granted');
  });
});
