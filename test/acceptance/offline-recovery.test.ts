import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { Authenticator } from '../support/authenticator.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { startDroppingPort } from '../support/dropping-port.js';
import type { LogonHost, Submitted } from '../support/logon-host.js';
import {
  RecoveryDesktop,
  SHARES,
  THRESHOLD,
  answerAll,
  answerRight,
  askForHelp,
  createJoinToken,
  expectCredential,
  expectDenial,
} from '../support/recovery-desktop.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(180_000);

const PASSWORD = 'Correct-Horse 7 päßwörd';
const PEOPLE = ['alice', 'bob', 'carol'] as const;
type Person = (typeof PEOPLE)[number];

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
    helpDesk: { verifyCaller: 'optional', fourEyes: [] },
    offlineCodes: { count: 2 },
  },
};

const started = new Started();
const authenticators = new Map<Person, Authenticator>();
let company: CorporateServer;
let server: TestServer;
let prefix: WinePrefix;
let desktop: RecoveryDesktop;
let silence: AsyncDisposable;
/** What the help desk reads out to Bob. */
let deskCode: string;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: PASSWORD }));
  [company, prefix] = await Promise.all([
    startCorporateServer(started, users),
    createWinePrefix({ clock: true }),
  ]);
  started.use(prefix);
  ({ server } = company);
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  for (const person of PEOPLE) {
    const enrolled = await server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name: person }),
      {},
    );
    authenticators.set(person, new Authenticator(enrolled.uri));
  }
  desktop = await RecoveryDesktop.start(prefix, { token: await createJoinToken(server) });
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

const codeOf = (person: Person) => authenticators.get(person)!.nextCode();

const askForRecovery = (host: LogonHost, person: Person) =>
  askForHelp(host, 'forgotten', `CORP\\${person}`);

function expectGranted(submitted: Submitted, person: Person): void {
  expectCredential(submitted, person, PASSWORD);
}

async function logOnAndEnroll(person: Person): Promise<void> {
  await desktop.keepingKit(async (host) => {
    await host.signIn(person, PASSWORD);
    const asked = await host.enterCode(await codeOf(person));
    expect(asked.serialization).toBeUndefined();
    expect(asked.fields.detail.text).toMatch(/Question 1 of 5/);
    expect(asked.fields.answer.state).toBe('selected');
    expectGranted(await answerRight(host, SHARES), person);
    await host.report();
  });
}

const kitsFolder = () => path.join(desktop.gatehouse.stateFolder, 'kits');
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
    await desktop.withHost(async (host) => {
      await host.signIn('alice', PASSWORD);
      expectGranted(await host.enterCode(await codeOf('alice')), 'alice');
      await host.report();
    });
  });

  it('whoever leaves half-way has enrolled nothing, and is asked again', async () => {
    await desktop.withHost(async (host) => {
      await host.signIn('bob', PASSWORD);
      await host.enterCode(await codeOf('bob'));
      await answerRight(host, 2);
    });
    expect(await audited('bob', 'answers.enrolled')).toHaveLength(0);
    await logOnAndEnroll('bob');
  });

  it('an answer that does not do is refused at once, by name (R30)', async () => {
    await desktop.withHost(async (host) => {
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

/** As an administrator of the computer runs it. */
const check = (...args: string[]) => desktop.gatehouse.command('check', 'CORP\\bob', ...args);

describe('before the server goes away', () => {
  it('gatehouse-service check says what a logon would ask, and what is kept here', async () => {
    const { exitCode, stdout } = await check();
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^CORP\\bob \(S-1-5-21-/)]);
    expect(stdout).toContain('After a right password: a second factor is asked for (totp)');
    expect(stdout).toContain('Here without the server: a kit until ');
    expect(await audited('bob', 'logon.checked')).toHaveLength(1);
  });

  it('the help desk reads a code out to somebody who will be away', async () => {
    const user = await server.administer<administration.User>(
      'GET',
      pathOf('showUser', { name: 'bob' }),
    );
    const [kept] = user.workstations!;
    const read = await server.administer<administration.OfflineCode>(
      'POST',
      pathOf('readOutOfflineCode', { name: 'bob' }),
      { workstation: kept!.workstationId, reason: 'lost phone, on a ship' },
    );
    deskCode = read.code;
  });
});

describe('without the server, whose port drops every packet', () => {
  beforeAll(async () => {
    await company.stop();
    silence = started.use(await startDroppingPort(Number(new URL(server.url).port)));
  });

  it('the tile waits no longer than its budget for an answer, then this computer decides', async () => {
    const reasons = async () =>
      (await desktop.gatehouse.log())
        .filter(({ message }) => message === 'authority.unreachable')
        .map((line) => line['reason']);
    const before = (await reasons()).length;
    await desktop.withHost(async (host) => {
      const asked = await host.signIn('CORP\\bob', PASSWORD);
      expect(asked.fields.code.state).toBe('selected');
      // As `ServerTimeoutMs` is shipped, and once more for a busy machine. TCP itself would go on for minutes.
      expect(asked.connectMs).toBeLessThan(2 * 3000);
    });
    // Nobody refused and nobody reset: there was silence.
    expect(new Set((await reasons()).slice(before))).toEqual(new Set(['timeout']));
  });

  it('Windows checks the password, the workstation the code, each once (R5, R37)', async () => {
    await desktop.withHost(async (host) => {
      const asked = await host.signIn('CORP\\bob', PASSWORD);
      expect(asked.fields.detail.text).toMatch(/this computer checks the code itself/);
      expectDenial(await host.enterCode(authenticators.get('bob')!.wrongCode()), /not right/);
      expectGranted(await host.enterCode(await codeOf('bob')), 'bob');
      await host.report();
    });
    await desktop.restart();
    await desktop.withHost(async (host) => {
      await host.signIn('CORP\\bob', PASSWORD);
      expectDenial(await host.enterCode(authenticators.get('bob')!.usedCode()), /already used/);
    });
  });

  it('a code of the help desk stands for the factor, once (R37)', async () => {
    const askedForDeskCode = async (host: LogonHost) => {
      await host.signIn('CORP\\bob', PASSWORD);
      const asked = await host.follow('link1');
      expect(asked.serialization).toBeUndefined();
      expect(asked.fields.detail.text).toMatch(/name of this computer/);
    };
    await desktop.withHost(async (host) => {
      await askedForDeskCode(host);
      expectGranted(await host.enterCode(deskCode.toLowerCase().replaceAll('-', ' ')), 'bob');
      await host.report();
    });
    await desktop.withHost(async (host) => {
      await askedForDeskCode(host);
      expectDenial(await host.enterCode(deskCode), /already used/);
    });
    const lines = (await desktop.gatehouse.log()).filter(({ message }) =>
      message.startsWith('offline-code.'),
    );
    expect(lines).toMatchObject([
      { message: 'offline-code.used', count: 1 },
      { message: 'offline-code.low', count: 1 },
      { message: 'offline-code.refused', code: 'used' },
    ]);
    expect(JSON.stringify(lines)).not.toContain(deskCode);
  });

  it('gatehouse-service check says that nobody can be asked, and what is kept here', async () => {
    const { exitCode, stdout } = await check('--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ name: 'CORP\\bob', server: 'timeout' },
      offline: { kit: { seeds: 1, kit: { hasAuthenticator: true } } },
    });
  });

  it('a clock that was set back opens nothing until it is right again', async () => {
    const { service } = desktop.gatehouse;
    const restartAt = async (aheadSeconds: number) => {
      await service.stop();
      prefix.setClock(aheadSeconds);
      await service.start();
    };
    await restartAt(-3600);
    await desktop.withHost(async (host) => {
      const asked = await host.signIn('CORP\\bob', PASSWORD);
      expect(asked.serialization).toBeUndefined();
      expect(asked.fields.code.state).toBe('hidden');
    });
    await desktop.withHost(async (host) => {
      const asked = await askForRecovery(host, 'alice');
      expect(asked.fields.answer.state).toBe('hidden');
      expectDenial(asked, /clock of this computer is wrong/);
    });
    const denied = (await desktop.gatehouse.log()).filter(
      ({ message }) => message === 'offline.denied',
    );
    expect(denied.at(-1)).toMatchObject({ reason: 'clock' });
    await restartAt(0);
    await desktop.withHost(async (host) => {
      const asked = await host.signIn('CORP\\bob', PASSWORD);
      expect(asked.fields.code.state).toBe('selected');
    });
  });

  it('a right set of answers and the code give the password back to Windows (R32, R33)', async () => {
    await desktop.withHost(async (host) => {
      const asked = await askForRecovery(host, 'alice');
      expect(asked.fields.detail.text).toMatch(/Question 1 of 3/);
      const opened = await answerRight(host, THRESHOLD);
      expect(opened.serialization).toBeUndefined();
      expect(opened.fields.code.state).toBe('selected');
      expectGranted(await host.enterCode(await codeOf('alice')), 'alice');
      await host.report();
    });
  });

  it('wrong answers up to the limit destroy the kit, which is said after a restart too (R31)', async () => {
    const before = await kitFiles();
    // Not what is being written: a temporary file may be gone before it is copied.
    await mkdir(`${kitsFolder()}-copy`);
    for (const name of await readdir(kitsFolder())) {
      if (!/\.(kit|state)$/.test(name)) continue;
      await cp(path.join(kitsFolder(), name), path.join(`${kitsFolder()}-copy`, name));
    }
    await desktop.withHost(async (host) => {
      await askForRecovery(host, 'carol');
      const first = await answerAll(host, ['one wrong', 'two wrong', 'three wrong']);
      expectDenial(first, /not right/);
      // Two right and one wrong tell no more than three wrong ones.
      await answerRight(host, THRESHOLD - 1);
      const last = await answerAll(host, ['still wrong']);
      expectDenial(last, /destroyed/);
    });
    expect(await kitFiles()).toHaveLength(before.length - 1);
    await desktop.restart();
    await desktop.withHost(async (host) => {
      expectDenial(await askForRecovery(host, 'carol'), /destroyed/);
    });
  });

  it('an older copy of the files is noticed, and opens nothing', async () => {
    await desktop.gatehouse.service.stop();
    // Not what is to be told to the server: whoever turns back the clock of a kit leaves that alone.
    for (const name of await readdir(`${kitsFolder()}-copy`)) {
      await cp(path.join(`${kitsFolder()}-copy`, name), path.join(kitsFolder(), name));
    }
    await desktop.gatehouse.service.start();
    await desktop.withHost(async (host) => {
      const asked = await askForRecovery(host, 'carol');
      expect(asked.fields.answer.state).toBe('hidden');
      expectDenial(asked, /cannot be trusted|destroyed|cannot be recovered/);
    });
  });
});

describe('when the server is back', () => {
  it('its audit hears what happened without it', async () => {
    await silence[Symbol.asyncDispose]();
    server = await company.start();
    // Whoever comes to the tile is the contact; alone, the service tries again after a minute, then two.
    await desktop.withHost((host) => host.signIn('bob', PASSWORD));
    const types = ['kit.destroyed', 'recovery.failed'];
    for (const type of types) {
      await desktop.until(
        `the audit has ${type}`,
        async () => (await audited('carol', type)).length > 0,
      );
    }
    expect(await audited('alice', 'recovery.opened')).toHaveLength(1);
    expect(await audited('alice', 'recovery.granted')).toHaveLength(1);
    expect((await audited('bob', 'offline.granted')).length).toBeGreaterThan(0);
    expect(await audited('bob', 'offline-code.used')).toMatchObject([
      { detail: { readOut: true } },
    ]);
  });
});
