import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import type { LogonHost, Submitted } from '../support/logon-host.js';
import {
  RecoveryDesktop,
  SHARES,
  THRESHOLD,
  answerAll,
  answerRight,
  askForHelp,
  chooseNewPassword,
  createJoinToken,
  expectCredential,
  saidBy,
} from '../support/recovery-desktop.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { createWinePrefix } from '../support/wine.js';

jest.setTimeout(180_000);

const OLD = 'Correct-Horse 7 päßwörd';
const NEW = 'Another-Horse 8 pässwörd';
/** Nobody has enrolled carol; nobody is called nobody. */
const PEOPLE = ['alice', 'bob', 'carol'] as const;
type Person = (typeof PEOPLE)[number];

/** `selfService` is as it is shipped: answers, then a code. */
const POLICY = {
  name: 'acceptance',
  assign: { everyone: true },
  settings: {
    lockout: { strikes: 20, sourceStrikes: 20 },
    logon: { desktop: { require: 'second-factor', methods: ['email'] } },
    enrollment: { required: ['answers'], postponements: 0 },
    answers: { shares: SHARES, threshold: THRESHOLD },
    // Nobody here has an authenticator, whose code would be asked for.
    recovery: { secondFactor: false },
  },
};

/** Wrong passwords after which the directory locks an account. */
const LOCKING = 3;

const started = new Started();
let company: CorporateServer;
let server: TestServer;
let desktop: RecoveryDesktop;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: OLD, mail: `${name}@corp.test` }));
  const [running, prefix] = await Promise.all([
    startCorporateServer(started, users),
    createWinePrefix(),
  ]);
  started.use(prefix);
  company = running;
  ({ server } = company);
  const { administrator, address, startTlsUrl } = company.samba;
  await administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
  for (const person of ['alice', 'bob'] as const) {
    await administrator.addPasswordSettings(person, {
      ...{ minimumLength: 10, complexity: false, historyLength: 3, minimumAgeSeconds: 0 },
      ...{ lockoutMinutes: 30, lockoutThreshold: LOCKING },
    });
  }
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  desktop = await RecoveryDesktop.start(prefix, {
    token: await createJoinToken(server),
    // Wine is in no domain: the controller's own port stands for what Windows would find.
    settings: { DemoDomainController: `${address}:${new URL(startTlsUrl).port || '389'}` },
  });
  for (const person of ['alice', 'bob'] as const) await logOnAndEnroll(person);
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

const mailedCode = (person: Person) => company.smtp.waitForCode(`${person}@corp.test`, 20_000);

const bindsWith = (person: Person, password: string) => company.bindsWith(person, password);

async function lockInDirectory(person: Person): Promise<void> {
  for (let n = 0; n < LOCKING; n++) await bindsWith(person, `wrong ${n}`);
  expect(await bindsWith(person, OLD)).toBe(false);
}

function answerWrong(host: LogonHost): Promise<Submitted> {
  return answerAll(
    host,
    Array.from({ length: THRESHOLD }, (_, index) => `not it ${index + 1}`),
  );
}

async function logOnAndEnroll(person: Person): Promise<void> {
  await desktop.keepingKit(async (host) => {
    await host.signIn(person, OLD);
    await host.enterCode(await mailedCode(person));
    expectCredential(await answerRight(host, SHARES), person, OLD);
    await host.report();
  });
}

async function recoverHere(person: Person): Promise<Submitted> {
  return desktop.withHost(async (host) => {
    await askForHelp(host, 'forgotten', `CORP\\${person}`);
    const recovered = await answerRight(host, THRESHOLD);
    await host.report();
    return recovered;
  });
}

describe('a password that was forgotten, of an account that the directory has locked', () => {
  it('is reset and unlocked in one flow, and the logon goes on with it (R33)', async () => {
    await lockInDirectory('alice');
    await desktop.withHost(async (host) => {
      const asked = await askForHelp(host, 'forgotten', 'CORP\\alice');
      expect(asked.fields.detail.text).toMatch(/Question 1 of 3/);
      const proving = await answerRight(host, THRESHOLD);
      expect(proving.fields.detail.text).toMatch(/sent to a•+@corp\.test/);
      const choosing = await host.enterCode(await mailedCode('alice'));
      expect(choosing.fields.newPassword.state).toBe('selected');
      expect(choosing.fields.code.state).toBe('hidden');
      expect(choosing.serialization).toBeUndefined();

      expect(saidBy(await chooseNewPassword(host, NEW, OLD))).toMatch(/not the same/);
      expect(saidBy(await chooseNewPassword(host, 'Short 1'))).toMatch(/cannot be used.*rule/);

      const second = await chooseNewPassword(host, NEW);
      expect(second.serialization).toBeUndefined();
      expect(saidBy(second)).toMatch(/new password is set/);
      expect(second.fields.code.state).toBe('selected');
      expectCredential(await host.enterCode(await mailedCode('alice')), 'alice', NEW);
      // What Windows says of it is not known yet.
    });
    expect(await bindsWith('alice', NEW)).toBe(true);
    expect(await bindsWith('alice', OLD)).toBe(false);
  });

  it('before Windows took the new one, recovery gives the one that it took last', async () => {
    await company.stop();
    expectCredential(await recoverHere('alice'), 'alice', OLD);
    server = await company.start();
  });

  it('after the next logon, recovery gives the new one', async () => {
    await desktop.keepingKit(async (host) => {
      await host.signIn('alice', NEW);
      expectCredential(await host.enterCode(await mailedCode('alice')), 'alice', NEW);
      await host.report();
    });
    await company.stop();
    expectCredential(await recoverHere('alice'), 'alice', NEW);
    server = await company.start();
  });
});

describe('an account that the directory has locked', () => {
  it('is unlocked without a new password', async () => {
    await lockInDirectory('bob');
    await desktop.withHost(async (host) => {
      await askForHelp(host, 'locked', 'bob');
      await answerRight(host, THRESHOLD);
      const unlocked = await host.enterCode(await mailedCode('bob'));
      expect(unlocked.serialization).toBeUndefined();
      expect(saidBy(unlocked)).toMatch(/unlocked/);
      expect(unlocked.fields.password.state).toBe('selected');
    });
    expect(await bindsWith('bob', OLD)).toBe(true);
  });
});

describe('people who cannot help themselves', () => {
  it('see the same, whether they are unknown or have enrolled nothing (R38)', async () => {
    const seen = [];
    for (const name of ['CORP\\carol', 'CORP\\nobody']) {
      seen.push(
        await desktop.withHost(async (host) => {
          const asked = await askForHelp(host, 'forgotten', name);
          const wrong = await answerWrong(host);
          return [asked, wrong].map((submitted) => ({
            response: submitted.response,
            said: saidBy(submitted),
            detail: submitted.fields.detail.text.replace(/Reference.*/, ''),
            shown: Object.entries(submitted.fields).map(([slot, { state }]) => [slot, state]),
          }));
        }),
      );
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.[0]?.detail).toMatch(/have not set up answers, call the help desk/);
    expect(seen[0]?.[1]?.said).toMatch(/not right/);
  });

  it('wrong answers cost a strike', async () => {
    const strikes = async () => {
      const path = pathOf('showUser', { name: 'bob' });
      return (await server.administer<administration.User>('GET', path)).strikes!;
    };
    const before = await strikes();
    await desktop.withHost(async (host) => {
      await askForHelp(host, 'locked', 'bob');
      expect(saidBy(await answerWrong(host))).toMatch(/not right/);
    });
    expect(await strikes()).toBe(before + 1);
  });
});
