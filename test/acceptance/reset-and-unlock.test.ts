import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';
import { Client, ResultCodeError } from 'ldapts';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { LogonHost } from '../support/logon-host.js';
import type { Submitted } from '../support/logon-host.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(180_000);

const OLD = 'Correct-Horse 7 päßwörd';
const NEW = 'Another-Horse 8 pässwörd';
/** Nobody has enrolled carol; nobody is called nobody. */
const PEOPLE = ['alice', 'bob', 'carol'] as const;
type Person = (typeof PEOPLE)[number];

const ANSWERS: Readonly<Record<string, string>> = {
  'Which concert did you go to first?': 'Die Toten Hosen',
  'Who was your hero when you were a child?': 'Pippi Långstrump',
  'Which dish did you learn to cook first?': 'Käsespätzle',
  'What did you want to become when you were ten?': 'astronaut',
  'What do you regret having lost?': 'a red kite',
};
const SHARES = 5;
const THRESHOLD = 3;

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
let prefix: WinePrefix;
let gatehouse: InstalledGatehouse;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: OLD, mail: `${name}@corp.test` }));
  [company, prefix] = await Promise.all([startCorporateServer(started, users), createWinePrefix()]);
  started.use(prefix);
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
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  gatehouse = await installGatehouse(prefix, {
    token,
    provider: NATIVE.provider,
    // Wine is in no domain: the controller's own port stands for what Windows would find.
    settings: { DemoDomainController: `${address}:${new URL(startTlsUrl).port || '389'}` },
  });
  await gatehouse.service.start();
  await logged('identity.joined');
  for (const person of ['alice', 'bob'] as const) await logOnAndEnroll(person);
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

async function countOf(message: string): Promise<number> {
  return (await gatehouse.log()).filter((line) => line.message === message).length;
}

async function logged(message: string, before = 0): Promise<void> {
  const deadline = Date.now() + 40_000;
  while ((await countOf(message)) <= before) {
    if (Date.now() > deadline) {
      const last = (await gatehouse.log()).slice(-20).map((line) => JSON.stringify(line));
      throw new Error(`the service does not log ${message}\n${last.join('\n')}`);
    }
    await sleep(200);
  }
}

async function withHost<T>(use: (host: LogonHost) => Promise<T>): Promise<T> {
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  await host.open();
  return await use(host);
}

const mailedCode = (person: Person) => company.smtp.waitForCode(`${person}@corp.test`, 20_000);

/** A client that has nothing to do with ours. */
async function bindsWith(person: Person, password: string): Promise<boolean> {
  const client = new Client({ url: company.samba.url, tlsOptions: { ca: company.samba.ca } });
  try {
    await client.bind(`CORP\\${person}`, password);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError) return false;
    throw error;
  } finally {
    await client.unbind();
  }
}

async function lockInDirectory(person: Person): Promise<void> {
  for (let n = 0; n < LOCKING; n++) await bindsWith(person, `wrong ${n}`);
  expect(await bindsWith(person, OLD)).toBe(false);
}

/** Follows a link of the sign-in screen of the "other user" tile, and says who it is about. */
async function askForHelp(host: LogonHost, link: 'link1' | 'link2', name: string) {
  await host.command('wait-field link1 visible 20000');
  await host.follow(link);
  await host.type('userName', name);
  return host.submit();
}

async function answerRight(host: LogonHost, count: number): Promise<Submitted> {
  let submitted: Submitted | undefined;
  for (let number = 1; number <= count; number++) {
    const { choice } = (await host.fields()) as { choice: { options?: string[] } };
    const answer = ANSWERS[choice.options?.[0] ?? ''];
    if (answer === undefined) throw new Error(`no answer to ${JSON.stringify(choice)}`);
    await host.type('answer', answer);
    submitted = await host.submit();
  }
  return submitted!;
}

async function answerWrong(host: LogonHost): Promise<Submitted> {
  let submitted: Submitted | undefined;
  for (let number = 1; number <= THRESHOLD; number++) {
    await host.type('answer', `not it ${number}`);
    submitted = await host.submit();
  }
  return submitted!;
}

async function chooseNewPassword(host: LogonHost, password: string, confirmation = password) {
  await host.type('newPassword', password);
  await host.type('confirmPassword', confirmation);
  return host.submit();
}

async function logOnAndEnroll(person: Person): Promise<void> {
  const before = await countOf('kit.kept');
  await withHost(async (host) => {
    await host.signIn(person, OLD);
    await host.enterCode(await mailedCode(person));
    expectCredential(await answerRight(host, SHARES), person, OLD);
    await host.report();
  });
  await logged('kit.kept', before);
}

async function recoverHere(person: Person): Promise<Submitted> {
  return withHost(async (host) => {
    await askForHelp(host, 'link1', `CORP\\${person}`);
    const recovered = await answerRight(host, THRESHOLD);
    await host.command('report 0 0');
    return recovered;
  });
}

function expectCredential(submitted: Submitted, user: string, password: string): void {
  expect(submitted).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user, password },
  });
}

const saidBy = ({ status, fields }: Submitted) => `${status} ${fields.message.text}`;

describe('a password that was forgotten, of an account that the directory has locked', () => {
  it('is reset and unlocked in one flow, and the logon goes on with it (R33)', async () => {
    await lockInDirectory('alice');
    await withHost(async (host) => {
      const asked = await askForHelp(host, 'link1', 'CORP\\alice');
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
    const before = await countOf('kit.kept');
    await withHost(async (host) => {
      await host.signIn('alice', NEW);
      expectCredential(await host.enterCode(await mailedCode('alice')), 'alice', NEW);
      await host.report();
    });
    await logged('kit.kept', before);
    await company.stop();
    expectCredential(await recoverHere('alice'), 'alice', NEW);
    server = await company.start();
  });
});

describe('an account that the directory has locked', () => {
  it('is unlocked without a new password', async () => {
    await lockInDirectory('bob');
    await withHost(async (host) => {
      await askForHelp(host, 'link2', 'bob');
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
        await withHost(async (host) => {
          const asked = await askForHelp(host, 'link1', name);
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
      return (await server.administer<administration.User>('GET', path)).strikes;
    };
    const before = await strikes();
    await withHost(async (host) => {
      await askForHelp(host, 'link2', 'bob');
      expect(saidBy(await answerWrong(host))).toMatch(/not right/);
    });
    expect(await strikes()).toBe(before + 1);
  });
});
