import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { LdapDirectory } from '../../server/src/directory/ldap/ldap-directory.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { LogonHost } from '../support/logon-host.js';
import type { Submitted } from '../support/logon-host.js';
import { startPasswordChangeEndpoint } from '../support/password-change-endpoint.js';
import type { PasswordChangeEndpoint } from '../support/password-change-endpoint.js';
import {
  RecoveryDesktop,
  SHARES,
  THRESHOLD,
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
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(240_000);

const OLD = 'Correct-Horse 7 päßwörd';
const NEW = 'Another-Horse 8 pässwörd';
const THIRD = 'A-third-Horse 9 pässwörd';
const PEOPLE = ['alice', 'bob'] as const;
type Person = (typeof PEOPLE)[number];

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
    // The directory is stricter, so that its rules are what is seen here; ours are `password-rules`' to show.
    password: { minimumLength: 8, personal: false, minimumDistance: 0 },
  },
};

const started = new Started();
const sids = new Map<Person, string>();
let company: CorporateServer;
let server: TestServer;
let prefix: WinePrefix;
let desktop: RecoveryDesktop;
let windows: PasswordChangeEndpoint;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: OLD, mail: `${name}@corp.test` }));
  [company, prefix] = await Promise.all([startCorporateServer(started, users), createWinePrefix()]);
  started.use(prefix);
  const { samba } = company;
  ({ server } = company);
  for (const person of PEOPLE) {
    await samba.administrator.addPasswordSettings(person, {
      ...{ minimumLength: 10, complexity: false, historyLength: 3, minimumAgeSeconds: 0 },
      lockoutMinutes: 30,
    });
  }
  // Fine-grained policies are readable for whom an administrator lets: here the short way to that.
  await samba.administrator.addToGroup('gatehouse', 'CN=Domain Admins,CN=Users');
  await samba.administrator.setState('bob', 'must-change');
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  // Wine changes no password in a domain: what would be LSA's to do there is done by a client of the domain controller.
  const { url, ca, baseDn, bindDn, bindPassword: password } = samba;
  const log = { warn: () => undefined };
  const directory = new LdapDirectory({ url, ca, baseDn, bindDn, password, timeoutMs: 5_000, log });
  started.defer(() => directory.close());
  windows = started.use(await startPasswordChangeEndpoint(directory));
  for (const person of PEOPLE) sids.set(person, (await directory.find(person))?.sid ?? '');
  desktop = await RecoveryDesktop.start(prefix, {
    token: await createJoinToken(server),
    settings: { DemoPasswordChanges: windows.url },
  });
}, 500_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

const mailedCode = (person: Person) => company.smtp.waitForCode(`${person}@corp.test`, 20_000);

const bindsWith = (person: Person, password: string) => company.bindsWith(person, password);

/** Presses Ctrl-Alt-Del and chooses to change the password: LogonUI shows the tile of whoever is logged on. */
async function withCtrlAltDel<T>(person: Person, use: (host: LogonHost) => Promise<T>): Promise<T> {
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  const name = `CORP\\${person}`;
  await host.open([{ sid: sids.get(person) ?? '', name }], 0, 'change-password');
  return await use(host);
}

/** Types the present password and the code; the next screen asks for the new one. */
async function prove(host: LogonHost, person: Person, password: string): Promise<Submitted> {
  await host.type('password', password);
  const asked = await host.submit();
  expect(asked.fields.code.state).toBe('selected');
  return host.enterCode(await mailedCode(person));
}

/** Without the server, whose port is dropped meanwhile. */
async function recoverHere(person: Person): Promise<Submitted> {
  await company.stop();
  try {
    return await desktop.withHost(async (host) => {
      await askForHelp(host, 'forgotten', `CORP\\${person}`);
      const recovered = await answerRight(host, THRESHOLD);
      await host.report();
      return recovered;
    });
  } finally {
    server = await company.start();
  }
}

async function eventsOf(type: string): Promise<administration.AuditEvent[]> {
  const path = `${pathOf('listAuditEvents')}?limit=1000`;
  const { events } = await server.administer<administration.AuditPage>('GET', path);
  return events.filter((event) => event.type === type);
}

describe('a password that must be changed', () => {
  it('is changed in the tile under the rules of the directory; then the logon goes on with it, second factor included', async () => {
    await desktop.keepingKit(async (host) => {
      const choosing = await host.signIn('bob', OLD);
      expect(choosing.serialization).toBeUndefined();
      expect(choosing.fields.newPassword.state).toBe('selected');
      expect(choosing.fields.detail.text).toMatch(
        /must change your password.*at least 10 characters; none of your last 3 passwords/,
      );
      expect(saidBy(await chooseNewPassword(host, NEW, OLD))).toMatch(/not the same/);
      expect(saidBy(await chooseNewPassword(host, 'Short 1'))).toMatch(/at least 10 characters/);
      expect(saidBy(await chooseNewPassword(host, OLD))).toMatch(/present password/);
      expect(windows.outcomes).toHaveLength(0);

      const proving = await chooseNewPassword(host, NEW);
      expect(proving.serialization).toBeUndefined();
      expect(saidBy(proving)).toMatch(/new password is set/);
      expect(proving.fields.code.state).toBe('selected');
      await host.enterCode(await mailedCode('bob'));
      expectCredential(await answerRight(host, SHARES), 'bob', NEW);
      await host.report();
    });
    expect(windows.outcomes).toEqual([{ outcome: 'changed' }]);
    expect(await bindsWith('bob', NEW)).toBe(true);
    expect(await bindsWith('bob', OLD)).toBe(false);
  });

  it('is the one that recovery without the server gives', async () => {
    expectCredential(await recoverHere('bob'), 'bob', NEW);
  });
});

describe('Ctrl-Alt-Del', () => {
  beforeAll(async () => {
    await desktop.keepingKit(async (host) => {
      await host.signIn('alice', OLD);
      await host.enterCode(await mailedCode('alice'));
      expectCredential(await answerRight(host, SHARES), 'alice', OLD);
      await host.report();
    });
  });

  it('a wrong present password changes nothing, and costs what it costs at a logon', async () => {
    const before = windows.outcomes.length;
    await withCtrlAltDel('alice', async (host) => {
      await host.type('password', 'not it');
      const denied = await host.submit();
      expect(saidBy(denied)).toMatch(/not right/);
      expect(denied.fields.newPassword.state).toBe('hidden');
    });
    expect(windows.outcomes).toHaveLength(before);
    expect(await bindsWith('alice', OLD)).toBe(true);
  });

  it('given up before the new password, nothing is changed', async () => {
    const before = windows.outcomes.length;
    await withCtrlAltDel('alice', async (host) => {
      const choosing = await prove(host, 'alice', OLD);
      expect(choosing.fields.newPassword.state).toBe('selected');
      const given = await host.follow('link4');
      expect(given.fields.newPassword.state).toBe('hidden');
      expect(given.fields.password.state).toBe('selected');
    });
    expect(windows.outcomes).toHaveLength(before);
    expect(await bindsWith('alice', OLD)).toBe(true);
  });

  it('present password, code, and a new password twice: it is changed, and nobody is logged on', async () => {
    const before = await desktop.countOf('kit.kept');
    await withCtrlAltDel('alice', async (host) => {
      const choosing = await prove(host, 'alice', OLD);
      expect(choosing.fields.detail.text).toMatch(/The rules: at least 10 characters/);
      const done = await chooseNewPassword(host, NEW);
      expect(done).toMatchObject({
        response: 'no-credential-finished',
        status: 'Your password is changed.',
        icon: 'success',
      });
      expect(done.serialization).toBeUndefined();
    });
    await desktop.logged('kit.kept', before);
    expect(await bindsWith('alice', NEW)).toBe(true);
    expect(await bindsWith('alice', OLD)).toBe(false);
    expect(await eventsOf('password.changed')).toMatchObject([{ principalName: 'CORP\\alice' }]);
  });

  it('recovery without the server gives the new one, before anybody has logged on with it', async () => {
    expectCredential(await recoverHere('alice'), 'alice', NEW);
  });

  it('what the directory refuses is told by its rule, and the next one may be taken', async () => {
    await withCtrlAltDel('alice', async (host) => {
      await prove(host, 'alice', NEW);
      const refused = await chooseNewPassword(host, OLD);
      expect(saidBy(refused)).toMatch(/cannot be used\. The rule that it breaks: /);
      expect(refused.response).toBe('no-credential-not-finished');
      expect(windows.outcomes.at(-1)).toMatchObject({ outcome: 'rejected' });
      expect(await bindsWith('alice', NEW)).toBe(true);
      expect((await chooseNewPassword(host, THIRD)).response).toBe('no-credential-finished');
    });
    expect(await bindsWith('alice', THIRD)).toBe(true);
  });

  it('without a domain controller says what to do, and changes nothing', async () => {
    await withCtrlAltDel('alice', async (host) => {
      await prove(host, 'alice', THIRD);
      company.samba.freeze();
      try {
        const waiting = await chooseNewPassword(host, 'The-fourth-Horse 10');
        expect(saidBy(waiting)).toMatch(/company network or VPN, then try again/);
        expect(waiting.response).toBe('no-credential-not-finished');
      } finally {
        company.samba.thaw();
      }
    });
    expect(await bindsWith('alice', THIRD)).toBe(true);
  });
});
