import type { Granted, Verdict } from '@gatehouse/protocol';

import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { beginRequest, expectOutcome, makeSource } from '../../support/server-core.js';

const NEW_PASSWORD = 'Brand new battery 2';
const RULES = [
  { code: 'password.length', value: 15 },
  { code: 'password.personal' },
  { code: 'password.similar', value: 3 },
  { code: 'password.history', value: 2 },
];

let scene: LogonScene;
startSceneForEachTest((started) => {
  scene = started;
});

function begin(name = 'alice', password = PASSWORD): Promise<Verdict> {
  const more = { scenario: 'change-password' as const };
  return scene.engine.begin(beginRequest(scene.source, name, password, more));
}

/** Password and code of Alice, in order to change the password. */
async function granted(): Promise<Granted> {
  const challenge = expectOutcome(await begin(), 'challenge');
  return expectOutcome(await scene.answer(challenge, scene.codeNow()), 'granted');
}

function tell(
  { logonId }: Granted,
  password: string,
  { source = scene.source, engine = scene.engine } = {},
): Promise<void> {
  return engine.passwordChanged({ source, logonId, password: Buffer.from(password) });
}

async function told(): Promise<(string | undefined)[][]> {
  const events = await scene.events();
  return events
    .filter(({ type }) => type.startsWith('password.change'))
    .map(({ type, code }) => [type, code]);
}

/** As the workstation does, through Windows. */
function change(): void {
  scene.test.directory.setPassword('alice', NEW_PASSWORD);
}

describe('a logon that is there to change the password', () => {
  it('needs the second factor, and is granted with the rules for the next one and without a kit', async () => {
    await scene.applyPolicy({ desktop: { offline: 'offline-otp' } });
    expect(await granted()).toMatchObject({ rules: RULES, kit: false });
    expect(await scene.strikes()).toBe(0);
  });

  it('is granted with the rules where the policy asks for no factor', async () => {
    await scene.applyPolicy({ logon: { desktop: { require: 'none' } } });
    expect(await begin()).toMatchObject({ outcome: 'granted', rules: RULES });
  });

  it('is granted just the same when the directory does not tell its rules', async () => {
    const challenge = expectOutcome(await begin(), 'challenge');
    scene.test.directory.available = false;
    expect(await scene.answer(challenge, scene.codeNow())).toMatchObject({
      ...{ outcome: 'granted', rules: [] },
    });
  });

  it('takes strikes as any other', async () => {
    expect(await begin('alice', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
    expect(await scene.strikes()).toBe(1);
    const challenge = expectOutcome(await begin(), 'challenge');
    expect(await scene.answer(challenge, scene.wrongCode())).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expect(await scene.strikes()).toBe(2);
  });

  it('makes nobody enrol, with a factor or by the password', async () => {
    scene.test.directory.add({ name: 'bob', password: PASSWORD, lastUsedAt: new Date() });
    const enrollment = { required: ['totp' as const, 'answers' as const] };
    await scene.applyPolicy({ enrollment: { ...enrollment, firstProof: 'password' } });
    expect((await granted()).rules).toEqual(RULES);
    expect(await begin('bob')).toMatchObject({ code: 'factor.not-enrolled' });
    await scene.applyPolicy({
      enrollment: { ...enrollment, firstProof: 'password' },
      logon: { desktop: { require: 'none' } },
    });
    expect(await begin('bob')).toMatchObject({ outcome: 'granted' });
  });

  it('is unlike other logons, which carry no rules', async () => {
    const challenge = await scene.challenge();
    expect(await scene.answer(challenge, scene.codeNow())).not.toHaveProperty('rules');
  });
});

describe('a password that was changed', () => {
  it('is sealed to its owner and stands in the audit, once', async () => {
    const { keyId } = await scene.test.recoveryLocks.enroll(scene.alice.principalId);
    const logon = await granted();
    change();
    await tell(logon, NEW_PASSWORD);
    const { principalId } = scene.alice;
    const account = await scene.test.directory.findById(principalId);
    const { sealedPasswords } = scene.test;
    const generation = account!.passwordGeneration!;
    expect(await sealedPasswords.has(principalId, keyId, generation)).toBe(true);
    expect(await scene.events('password.changed')).toMatchObject([
      {
        ...{ door: 'desktop', workstationId: scene.source.key, outcome: 'success' },
        ...{ principalId, principalName: 'CORP\\alice' },
      },
    ]);

    const looks = scene.test.directory.passwordChecks;
    await tell(logon, NEW_PASSWORD);
    expect(scene.test.directory.passwordChecks).toBe(looks);
    expect(await told()).toHaveLength(1);
    expect(await scene.strikes()).toBe(0);
  });

  it('clears no strikes', async () => {
    const logon = await granted();
    await scene.begin('alice', 'wrong', makeSource());
    change();
    await tell(logon, NEW_PASSWORD);
    expect(await told()).toEqual([['password.changed', undefined]]);
    expect(await scene.strikes()).toBe(1);
  });

  it('stands in the audit when it cannot be sealed', async () => {
    await scene.test.recoveryLocks.enroll(scene.alice.principalId);
    const logon = await granted();
    change();
    scene.test.sealedPasswords.available = false;
    await tell(logon, NEW_PASSWORD);
    expect(await told()).toEqual([['password.changed', undefined]]);
  });

  it('is not believed when it is the old one', async () => {
    await tell(await granted(), PASSWORD);
    expect(await told()).toEqual([['password.change-refused', 'password.unchanged']]);
    expect(await scene.strikes()).toBe(0);
  });

  it('may be told again after a crash of the server, or of the directory', async () => {
    const logon = await granted();
    change();
    scene.test.directory.available = false;
    await expect(tell(logon, NEW_PASSWORD)).rejects.toBeInstanceOf(DirectoryUnavailableError);
    expect(await scene.strikes()).toBe(0);
    scene.test.directory.available = true;
    await tell(logon, NEW_PASSWORD);
    expect(await told()).toEqual([['password.changed', undefined]]);
  });
});

describe('no oracle for passwords: what is told', () => {
  it('costs a strike when it is wrong, and is looked at three times a logon', async () => {
    await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
    const logon = await granted();
    const looks = scene.test.directory.passwordChecks;
    for (let tries = 0; tries < 5; tries++) await tell(logon, `guess ${tries}`);
    expect(scene.test.directory.passwordChecks - looks).toBe(3);
    expect(await scene.strikes()).toBe(3);
    expect(await told()).toEqual(Array(3).fill(['password.change-refused', 'credentials.wrong']));
  });

  it.each(['near-lockout', 'locked'] as const)(
    'costs a strike when the directory says %s, and the audit has the cause',
    async (state) => {
      const logon = await granted();
      scene.test.directory.setState('alice', state);
      await tell(logon, PASSWORD);
      expect(await scene.strikes()).toBe(1);
      expect(await scene.events('password.change-refused')).toMatchObject([
        { code: 'credentials.wrong', detail: { cause: `directory.${state}` } },
      ]);
    },
  );

  it('is looked at three times when it is told on two nodes at once, too', async () => {
    await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
    const { engine } = await scene.test.addNode();
    const logon = await granted();
    const looks = scene.test.directory.passwordChecks;
    const engines = [scene.engine, engine];
    const tries = Array.from({ length: 20 }, (_, at) =>
      tell(logon, 'no', { engine: engines[at % 2]! }),
    );
    await Promise.all(tries);
    expect(scene.test.directory.passwordChecks - looks).toBe(3);
  });

  it('is not looked at when the lock is reached, wherever the strikes were taken', async () => {
    await scene.applyPolicy({ lockout: { strikes: 2, sourceStrikes: 2 } });
    const logon = await granted();
    await tell(logon, 'wrong');
    await scene.begin('alice', 'wrong');
    expect((await scene.events('principal.locked')).length).toBe(1);
    const looks = scene.test.directory.passwordChecks;
    change();
    await tell(logon, NEW_PASSWORD);
    expect(scene.test.directory.passwordChecks).toBe(looks);
    expect((await told()).at(-1)).toEqual(['password.change-refused', 'principal.locked']);
    expect(await scene.begin('alice', NEW_PASSWORD)).toMatchObject({ code: 'principal.locked' });
  });

  it.each([
    [
      'of another workstation',
      async () => tell(await granted(), 'guess', { source: makeSource() }),
    ],
    [
      'of a logon that was not granted',
      async () => tell(expectOutcome(await begin(), 'challenge') as unknown as Granted, 'guess'),
    ],
    [
      'of a logon that was there for something else',
      async () => {
        const verdict = await scene.answer(await scene.challenge(), scene.codeNow());
        await tell(expectOutcome(verdict, 'granted'), 'guess');
      },
    ],
    [
      'long after the grant',
      async () => {
        const logon = await granted();
        scene.test.clock.advance({ minutes: 20, seconds: 1 });
        await tell(logon, 'guess');
      },
    ],
    ['and empty', async () => tell(await granted(), '')],
    ['and too long', async () => tell(await granted(), 'x'.repeat(1025))],
  ])('is not looked at when it is %s', async (_, telling) => {
    const looks = scene.test.directory.passwordChecks;
    await telling();
    // The one of the logon itself.
    expect(scene.test.directory.passwordChecks - looks).toBe(1);
    expect(await told()).toEqual([]);
  });
});
