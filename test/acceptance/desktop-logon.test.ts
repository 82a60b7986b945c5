import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { formatCorrelationId, formatId, pathOf } from '../../protocol/src/index.js';
import type { Verdict, administration } from '../../protocol/src/index.js';
import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseLocation } from '../../server/src/storage/database.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { Authenticator } from '../support/authenticator.js';
import { startCorporateServer } from '../support/corporate-server.js';
import { startFakeServer } from '../support/fake-server.js';
import type { FakeServer, Misbehaviour } from '../support/fake-server.js';
import { LogonHost } from '../support/logon-host.js';
import type { Submitted } from '../support/logon-host.js';
import type { SambaDomain } from '../support/samba.js';
import type { TestServer } from '../support/server.js';
import type { TestSmtpServer } from '../support/smtp.js';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(120_000);

const PASSWORD = 'Correct-Horse 7 "quoted" päßwörd';
const USERS = {
  alice: { name: 'alice', mail: 'alice@corp.test' },
  twenty: { name: 'abcdefghijklmnopqrst', mail: 'twenty@corp.test' },
  umlaut: { name: 'jürgen.größmann', mail: 'juergen@corp.test' },
  // Each code is good once in 30 seconds: people of their own keep the tests from waiting for one another's.
  bob: { name: 'bob', mail: 'bob@corp.test' },
  carol: { name: 'carol', mail: 'carol@corp.test' },
  dave: { name: 'dave', mail: 'dave@corp.test' },
  erin: { name: 'erin', mail: 'erin@corp.test' },
  frank: { name: 'frank', mail: 'frank@corp.test' },
  grace: { name: 'grace', mail: 'grace@corp.test' },
} as const;
type Person = keyof typeof USERS;

/** Attempts are counted to 20, so that nothing here is denied for being the fifth. */
const POLICY = {
  name: 'acceptance',
  assign: { everyone: true },
  settings: {
    lockout: { strikes: 20, sourceStrikes: 20 },
    logon: { desktop: { require: 'second-factor', methods: ['totp', 'email'] } },
  },
};

/** KerbInteractiveLogon, KERB_LOGON_SUBMIT_TYPE of ntsecapi.h. */
const INTERACTIVE_LOGON = 2;

const started = new Started();
let database: DatabaseLocation;
let samba: SambaDomain;
let smtp: TestSmtpServer;
let server: TestServer;
let prefix: WinePrefix;
let gatehouse: InstalledGatehouse;
const authenticators = new Map<Person, Authenticator>();

beforeAll(async () => {
  const users = Object.values(USERS).map((user) => ({ ...user, password: PASSWORD }));
  const starting = Promise.all([startCorporateServer(started, users), createWinePrefix()]);
  [{ samba, smtp, server, database }, prefix] = await starting;
  started.use(prefix);
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  for (const person of Object.keys(USERS) as Person[]) {
    const enrolled = await server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name: USERS[person].name }),
      {},
    );
    authenticators.set(person, new Authenticator(enrolled.uri));
  }
  gatehouse = await installGatehouse(prefix, {
    token: await createToken(),
    provider: NATIVE.provider,
  });
  await gatehouse.service.start();
  await logged('identity.joined');
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

async function createToken(): Promise<string> {
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 5, url: server.url },
  );
  return token;
}

/** Waits until the service logged a message that has these facts. */
async function logged(
  message: string,
  facts: Record<string, unknown> = {},
  of: InstalledGatehouse = gatehouse,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const lines = await of.log();
    const found = lines.some(
      (line) =>
        line.message === message &&
        Object.entries(facts).every(([name, value]) => line[name] === value),
    );
    if (found) return;
    if (Date.now() > deadline) {
      const last = lines.slice(-20).map((line) => JSON.stringify(line));
      throw new Error(`the service did not log ${message}:\n${last.join('\n')}`);
    }
    await sleep(100);
  }
}

async function withHost<T>(
  use: (host: LogonHost) => Promise<T>,
  options: { in?: WinePrefix; users?: { sid: string; name: string }[]; tile?: number } = {},
): Promise<T> {
  await using host = new LogonHost(options.in ?? prefix, NATIVE.logonHost);
  await host.open(options.users, options.tile);
  return await use(host);
}

const codeOf = (person: Person) => authenticators.get(person)!.nextCode();

function expectCredential(submitted: Submitted, user: string): void {
  expect(submitted).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user, password: PASSWORD, messageType: INTERACTIVE_LOGON },
  });
}

/** No credential, and the tile says what happened. */
function expectDenial(submitted: Submitted, text: RegExp): void {
  expect(submitted.serialization).toBeUndefined();
  expect(submitted.response).not.toBe('return-credential-finished');
  expect(submitted.status).toMatch(text);
}

describe('a logon with Active Directory password and passcode', () => {
  it.each<[typed: string, person: Person]>([
    ['CORP\\alice', 'alice'],
    ['alice@corp.test', 'alice'],
    ['ALICE', 'alice'],
    ['abcdefghijklmnopqrst', 'twenty'],
    ['jürgen.größmann', 'umlaut'],
    ['CORP\\JÜRGEN.GRÖßMANN', 'umlaut'],
  ])('%s gets the credential of the account, with TOTP', async (typed, person) => {
    await withHost(async (host) => {
      const asked = await host.signIn(typed, PASSWORD);
      expect(asked.serialization).toBeUndefined();
      expect(asked.fields.code.state).toBe('selected');
      expect(asked.fields.password.state).toBe('hidden');
      expectCredential(await host.enterCode(await codeOf(person)), USERS[person].name);
      await host.report();
    });
  });

  it.each<[typed: string, person: Person]>([
    ['CORP\\alice', 'alice'],
    ['abcdefghijklmnopqrst@corp.test', 'twenty'],
    ['jürgen.größmann', 'umlaut'],
  ])('%s gets it with a code that a mail server was given', async (typed, person) => {
    await withHost(async (host) => {
      await host.signIn(typed, PASSWORD);
      const asked = await host.follow('link1');
      expect(asked.fields.detail.text).toMatch(/sent to .•+@corp\.test/);
      const code = await smtp.waitForCode(USERS[person].mail);
      expectCredential(await host.enterCode(code), USERS[person].name);
      await host.report();
    });
  });

  it('puts the account on the tile that LogonUI enumerated, and on no other', async () => {
    const user = await server.administer<administration.User>(
      'GET',
      pathOf('showUser', { name: 'bob' }),
    );
    const own = [{ sid: user.sid!, name: 'CORP\\bob' }];
    await withHost(
      async (host) => {
        await host.type('password', PASSWORD);
        await host.submit();
        expectCredential(await host.enterCode(await codeOf('bob')), 'bob');
      },
      { users: own, tile: 0 },
    );
    const anothers = [{ sid: user.sid!.replace(/\d+$/, '4242'), name: 'CORP\\bob' }];
    await withHost(
      async (host) => {
        await host.type('password', PASSWORD);
        expectDenial(await host.submit(), /another tile|help desk/i);
      },
      { users: anothers, tile: 0 },
    );
  });

  it('reports what Windows said, and the audit has it beside the verdict', async () => {
    await withHost(async (host) => {
      await host.signIn('carol', PASSWORD);
      expectCredential(await host.enterCode(await codeOf('carol')), 'carol');
      await host.report(0xc000006d, 0xc0000064);
    });
    const deadline = Date.now() + 10_000;
    const reported = async () =>
      (await audited('carol')).find(
        ({ type, detail }) =>
          type === 'logon.reported' && Object.values(detail).includes('0xc000006d'),
      );
    while ((await reported()) === undefined && Date.now() < deadline) await sleep(100);
    expect(await reported()).toBeDefined();
  });

  it('makes exactly one bind for each submitted password, and none for a code', async () => {
    const before = await samba.binds('dave');
    await withHost(async (host) => {
      expectDenial(await host.signIn('dave', 'wrong password'), /not right/);
      await host.signIn('dave', PASSWORD);
      for (let i = 0; i < 3; i++) {
        const wrong = await host.enterCode(authenticators.get('dave')!.wrongCode());
        expectDenial(wrong, /code is not right/);
      }
      expectCredential(await host.enterCode(await codeOf('dave')), 'dave');
    });
    const after = await samba.binds('dave');
    expect(after.succeeded - before.succeeded).toBe(1);
    expect(after.failed - before.failed).toBe(1);
  });
});

async function audited(principal: string): Promise<administration.AuditEvent[]> {
  const query = `?limit=1000&principal=${encodeURIComponent(principal)}`;
  const page = await server.administer<administration.AuditPage>(
    'GET',
    pathOf('listAuditEvents') + query,
  );
  return page.events;
}

describe('what must not log on', () => {
  it('an empty password is not sent anywhere (R26)', async () => {
    const before = await samba.binds();
    await withHost(async (host) => {
      expectDenial(await host.signIn('alice', ''), /type your password/i);
    });
    expect((await samba.binds()).failed).toBe(before.failed);
  });

  it('a used code (R37)', async () => {
    await withHost(async (host) => {
      await host.signIn('erin', PASSWORD);
      expectCredential(await host.enterCode(await codeOf('erin')), 'erin');
    });
    await withHost(async (host) => {
      await host.signIn('erin', PASSWORD);
      expectDenial(await host.enterCode(authenticators.get('erin')!.usedCode()), /already used/);
    });
    const codes = (await audited('erin')).map(({ code }) => code);
    expect(codes).toContain('factor.used-code');
  });

  it('an expired challenge', async () => {
    await withHost(async (host) => {
      await host.signIn('frank', PASSWORD);
      await expireLogons();
      const late = await host.enterCode(await codeOf('frank'));
      expectDenial(late, /time for the code is over/);
      expect(late.fields.password.state).toBe('selected');
    });
    const codes = (await audited('frank')).map(({ code }) => code);
    expect(codes).toContain('challenge.expired');
  });

  it("another workstation with this one's logon", async () => {
    const [mine, theirs] = await Promise.all([joinWorkstation(), joinWorkstation()]);
    const challenge = await mine.begin('grace', PASSWORD);
    if (challenge.outcome !== 'challenge') throw new Error(JSON.stringify(challenge));
    const { logonId, challengeId } = challenge;
    const code = await codeOf('grace');
    expect(await theirs.answer(logonId, challengeId, code)).toMatchObject({
      outcome: 'denied',
      code: 'challenge.unknown',
    });
    expect((await mine.answer(logonId, challengeId, code)).outcome).toBe('granted');
  });

  it('an unsigned, a replayed and a strange request, each with its own code', async () => {
    const workstation = await joinWorkstation();
    const stranger = await joinWorkstation();
    const request = await workstation.prepareBegin('alice', PASSWORD);
    const problemCode = async (headers: Record<string, string>) => {
      const { body } = await workstation.send({ ...request, headers });
      return (body as { code: string }).code;
    };
    expect(await problemCode({ 'content-type': 'application/json' })).toBe('signature.missing');
    expect((await workstation.send(request)).status).toBe(200);
    expect(await problemCode(request.headers)).toBe('signature.replayed');

    stranger.id = workstation.id;
    const forged = await stranger.prepareBegin('alice', PASSWORD);
    expect((await stranger.send(forged)).body).toMatchObject({ code: 'signature.invalid' });

    const log = server.logLines.join('');
    for (const code of ['signature.missing', 'signature.replayed', 'signature.invalid']) {
      expect(log).toContain(code);
    }
  });

  async function expireLogons(): Promise<void> {
    const connections = openDatabase(database);
    await connections.pool.query(
      "UPDATE logons SET expires_at = now() - interval '1 second' WHERE state = 'open'",
    );
    await connections.close();
  }

  async function joinWorkstation(): Promise<TestWorkstation> {
    const workstation = new TestWorkstation({
      url: server.url,
      authority: server.running.authority ?? '',
    });
    started.defer(() => workstation.close());
    return workstation.join(await createToken());
  }
});

const GRANTED: Verdict = {
  outcome: 'granted',
  logonId: formatId('lgn', new Uint8Array(16)),
  account: { sid: 'S-1-5-21-1-2-3-1001', netbiosDomain: 'CORP', samAccountName: 'alice' },
  kit: false,
  correlationId: formatCorrelationId(new Uint8Array(16).fill(1)),
};

describe('a server that is not to be believed, or not there (R5)', () => {
  let fake: FakeServer;
  let own: WinePrefix;
  let installed: InstalledGatehouse;

  beforeAll(async () => {
    fake = started.use(await startFakeServer());
    own = started.use(await createWinePrefix());
    installed = await installGatehouse(own, {
      token: fake.joinToken(),
      provider: NATIVE.provider,
    });
    await installed.service.start();
    await logged('identity.joined', {}, installed);
  }, 120_000);

  it.each<[Misbehaviour, reason: string, text: RegExp]>([
    ['wrong-key', 'wrong-key', /cannot be trusted/],
    ['own-key-forged', 'wrong-key', /cannot be trusted/],
    ['unsigned', 'unsigned', /cannot be trusted/],
    ['other-answer', 'wrong-key', /cannot be trusted/],
    ['http-500', 'http-status', /cannot be reached/],
    ['garbage', 'malformed', /cannot be trusted|cannot be reached/],
    ['signed-garbage', 'malformed', /cannot be trusted/],
    ['wrong-shape', 'malformed', /cannot be trusted/],
    ['reset', 'connect', /cannot be reached/],
    ['black-hole', 'timeout', /cannot be reached/],
  ])('%s is logged as %s, and denies', async (misbehaviour, reason, text) => {
    // Whatever is wrong with it, the answer says granted.
    fake.verdicts.splice(0, Infinity, GRANTED, GRANTED);
    fake.misbehaviour = misbehaviour;
    await withHost(
      async (host) => {
        const submitted = await host.signIn('CORP\\alice', PASSWORD);
        expectDenial(submitted, text);
        // One time budget from submit to the next screen, and what Wine itself needs.
        expect(submitted.connectMs).toBeLessThan(3_000 + 2_000);
      },
      { in: own },
    );
    await logged('authority.unreachable', { reason }, installed);
  });

  it('works again as soon as the server does', async () => {
    fake.misbehaviour = undefined;
    fake.verdicts.splice(0, Infinity, GRANTED);
    await withHost(
      async (host) => expectCredential(await host.signIn('CORP\\alice', PASSWORD), 'alice'),
      { in: own },
    );
  });
});

describe('the service', () => {
  it('stops when it is asked to, and serves tiles again after a start', async () => {
    const begun = Date.now();
    await gatehouse.service.stop();
    // Five seconds of its own, and what net and sc need under Wine.
    expect(Date.now() - begun).toBeLessThan(5_000 + 2_000);
    await gatehouse.service.start();
    await withHost(async (host) => {
      await host.signIn('alice', PASSWORD);
      expectCredential(await host.enterCode(await codeOf('alice')), 'alice');
    });
  });
});
