import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { Authenticator } from '../support/authenticator.js';
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

const PASSWORD = 'Correct-Horse 7 päßwörd';
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
const ATTEMPTS = 2;

const POLICY = {
  name: 'acceptance',
  assign: { everyone: true },
  settings: {
    lockout: { strikes: 20, sourceStrikes: 20 },
    logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
    enrollment: { required: ['answers'], postponements: 0 },
    answers: { shares: SHARES, threshold: THRESHOLD },
    recovery: { attempts: ATTEMPTS },
  },
};

const started = new Started();
const authenticators = new Map<Person, Authenticator>();
let company: CorporateServer;
let server: TestServer;
let prefix: WinePrefix;
let gatehouse: InstalledGatehouse;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: PASSWORD }));
  [company, prefix] = await Promise.all([startCorporateServer(started, users), createWinePrefix()]);
  started.use(prefix);
  server = company.server;
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  for (const person of PEOPLE) {
    const enrolled = await server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name: person }),
      {},
    );
    authenticators.set(person, new Authenticator(enrolled.uri));
  }
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  gatehouse = await installGatehouse(prefix, { token, provider: NATIVE.provider });
  await gatehouse.service.start();
  await logged('identity.joined');
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

/** How often the service has logged a message. */
async function countOf(message: string): Promise<number> {
  return (await gatehouse.log()).filter((line) => line.message === message).length;
}

/** Waits until the service has logged a message more often than that. */
async function logged(message: string, before = 0): Promise<void> {
  await until(`the service logs ${message}`, async () => (await countOf(message)) > before);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      const last = (await gatehouse.log()).slice(-20).map((line) => JSON.stringify(line));
      throw new Error(`in vain: ${what}\n${last.join('\n')}`);
    }
    await sleep(200);
  }
}

async function withHost<T>(use: (host: LogonHost) => Promise<T>): Promise<T> {
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  await host.open();
  return await use(host);
}

const codeOf = (person: Person) => authenticators.get(person)!.nextCode();

/** Answers the questions that the tile offers first. @returns what the last answer led to */
async function answerRight(host: LogonHost, count: number): Promise<Submitted> {
  let submitted: Submitted | undefined;
  for (let number = 1; number <= count; number++) {
    const { choice } = (await host.fields()) as { choice: { options?: string[] } };
    const answer = ANSWERS[choice.options?.[0] ?? ''];
    if (answer === undefined) throw new Error(`no answer to ${JSON.stringify(choice)}`);
    submitted = await answerAll(host, [answer]);
  }
  if (submitted === undefined) throw new Error('nothing was answered');
  return submitted;
}

/** Gives one answer after another, whatever is asked. @returns what the last one led to */
async function answerAll(host: LogonHost, answers: readonly string[]): Promise<Submitted> {
  let submitted: Submitted | undefined;
  for (const answer of answers) {
    await host.type('answer', answer);
    submitted = await host.submit();
  }
  if (submitted === undefined) throw new Error('nothing was answered');
  return submitted;
}

async function logOnAndEnroll(person: Person): Promise<void> {
  const before = await countOf('kit.kept');
  await withHost(async (host) => {
    await host.signIn(person, PASSWORD);
    const asked = await host.enterCode(await codeOf(person));
    expect(asked.serialization).toBeUndefined();
    expect(asked.fields.detail.text).toMatch(/Question 1 of 5/);
    expect(asked.fields.answer.state).toBe('selected');
    expectCredential(await answerRight(host, SHARES), person);
    await host.report();
  });
  await logged('kit.kept', before);
}

/** "I forgot my password", up to the first question. */
async function askForRecovery(host: LogonHost, person: Person): Promise<Submitted> {
  // The fields for name and password are there before the service's first screen is.
  await host.command('wait-field link1 visible 20000');
  await host.follow('link1');
  await host.type('userName', `CORP\\${person}`);
  return host.submit();
}

function expectCredential(submitted: Submitted, user: string, password = PASSWORD): void {
  expect(submitted).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user, password },
  });
}

function expectDenial(submitted: Submitted, text: RegExp): void {
  expect(submitted.serialization).toBeUndefined();
  expect(`${submitted.status} ${submitted.fields.message.text}`).toMatch(text);
}

const kitsFolder = () => path.join(gatehouse.stateFolder, 'kits');
const kitFiles = async () =>
  (await readdir(kitsFolder()).catch(() => [])).filter((name) => name.endsWith('.kit'));

async function audited(person: Person, type: string): Promise<administration.AuditEvent[]> {
  const { events } = await server.administer<administration.AuditPage>(
    'GET',
    `${pathOf('listAuditEvents')}?limit=1000&principal=${person}`,
  );
  return events.filter((event) => event.type === type);
}

describe('with the server', () => {
  it('five answers are enrolled before Windows gets the credential, and never asked for again', async () => {
    await logOnAndEnroll('alice');
    expect(await audited('alice', 'answers.enrolled')).toHaveLength(1);
    await withHost(async (host) => {
      await host.signIn('alice', PASSWORD);
      expectCredential(await host.enterCode(await codeOf('alice')), 'alice');
      await host.report();
    });
  });

  it('whoever leaves half-way has enrolled nothing, and is asked again', async () => {
    await withHost(async (host) => {
      await host.signIn('bob', PASSWORD);
      await host.enterCode(await codeOf('bob'));
      await answerRight(host, 2);
    });
    expect(await audited('bob', 'answers.enrolled')).toHaveLength(0);
    await logOnAndEnroll('bob');
  });

  it('an answer that does not do is refused at once, by name (R30)', async () => {
    await withHost(async (host) => {
      await host.signIn('carol', PASSWORD);
      await host.enterCode(await codeOf('carol'));
      for (const [answer, text] of [
        ['abc', /too short/],
        ['carol', /part of your name/],
        ['password', /easy to guess/],
      ] as const) {
        expectDenial(await answerAll(host, [answer]), text);
      }
      expectDenial(await answerAll(host, ['fjord trip', 'FJORD  trip']), /another question/);
      await host.command('report 0 0');
    });
    await logOnAndEnroll('carol');
  });
});

describe('without the server', () => {
  beforeAll(() => company.stop());

  it('Windows checks the password, the workstation the code, each once (R5, R37)', async () => {
    await withHost(async (host) => {
      const asked = await host.signIn('CORP\\bob', PASSWORD);
      expect(asked.fields.detail.text).toMatch(/this computer checks the code itself/);
      expectDenial(await host.enterCode(authenticators.get('bob')!.wrongCode()), /not right/);
      expectCredential(await host.enterCode(await codeOf('bob')), 'bob');
      await host.report();
    });
    await gatehouse.service.stop();
    await gatehouse.service.start();
    await withHost(async (host) => {
      await host.signIn('CORP\\bob', PASSWORD);
      expectDenial(await host.enterCode(authenticators.get('bob')!.usedCode()), /already used/);
    });
  });

  it('a right set of answers and the code give the password back to Windows (R32, R33)', async () => {
    await withHost(async (host) => {
      const asked = await askForRecovery(host, 'alice');
      expect(asked.fields.detail.text).toMatch(/Question 1 of 3/);
      const opened = await answerRight(host, THRESHOLD);
      expect(opened.serialization).toBeUndefined();
      expect(opened.fields.code.state).toBe('selected');
      expectCredential(await host.enterCode(await codeOf('alice')), 'alice');
      await host.report();
    });
  });

  it('wrong answers up to the limit destroy the kit, which is said after a restart too (R31)', async () => {
    const before = await kitFiles();
    await cp(kitsFolder(), `${kitsFolder()}-copy`, { recursive: true });
    await withHost(async (host) => {
      await askForRecovery(host, 'carol');
      const first = await answerAll(host, ['one wrong', 'two wrong', 'three wrong']);
      expectDenial(first, /not right/);
      // Two right and one wrong tell no more than three wrong ones.
      await answerRight(host, THRESHOLD - 1);
      const last = await answerAll(host, ['still wrong']);
      expectDenial(last, /destroyed/);
    });
    expect(await kitFiles()).toHaveLength(before.length - 1);
    await gatehouse.service.stop();
    await gatehouse.service.start();
    await withHost(async (host) => {
      expectDenial(await askForRecovery(host, 'carol'), /destroyed/);
    });
  });

  it('an older copy of the files is noticed, and opens nothing', async () => {
    await gatehouse.service.stop();
    // Not what is to be told to the server: whoever turns back the clock of a kit leaves that alone.
    for (const name of await readdir(`${kitsFolder()}-copy`)) {
      if (!/\.(kit|state)$/.test(name)) continue;
      await cp(path.join(`${kitsFolder()}-copy`, name), path.join(kitsFolder(), name));
    }
    await gatehouse.service.start();
    await withHost(async (host) => {
      const asked = await askForRecovery(host, 'carol');
      expect(asked.fields.answer.state).toBe('hidden');
      expectDenial(asked, /cannot be trusted|destroyed|cannot be recovered/);
    });
  });
});

describe('when the server is back', () => {
  it('its audit hears what happened without it', async () => {
    server = await company.start();
    // Whoever comes to the tile is the contact; alone, the service tries again after a minute, then two.
    await withHost((host) => host.signIn('bob', PASSWORD));
    const types = ['kit.destroyed', 'recovery.failed'];
    for (const type of types) {
      await until(`the audit has ${type}`, async () => (await audited('carol', type)).length > 0);
    }
    expect(await audited('alice', 'recovery.opened')).toHaveLength(1);
    expect((await audited('bob', 'offline.granted')).length).toBeGreaterThan(0);
  });
});
