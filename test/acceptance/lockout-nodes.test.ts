/* eslint-disable max-lines -- One scene of two nodes and a directory, which takes most of its time to come up, for every race. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { jest } from '@jest/globals';
import { Client, ResultCodeError } from 'ldapts';
import { z } from 'zod';

import { Verdict, WebVerdict, pathOf, totp } from '../../protocol/src/index.js';
import type { Challenged, Denied, administration } from '../../protocol/src/index.js';
import { noticeOfDenial } from '../../service/src/logon/screens/notices.js';
import { en } from '../../service/src/logon/texts/en.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { TestBrowser } from '../support/browser.js';
import { startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { startSamba } from '../support/samba.js';
import type { SambaDomain } from '../support/samba.js';
import { answerWrong, help, questionsOf, shapeOf } from '../support/self-service-client.js';
import { expectOutcome } from '../support/server-core.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { TestWorkstation, readVerdict, untilHeard } from '../support/workstation.js';
import type { Answer } from '../support/workstation.js';

jest.setTimeout(180_000);

/**
 * Two server nodes over one PostgreSQL and one Active Directory, which locks the staff sooner than Gatehouse does. Time is
 * the nodes' own, and moved by hand; the directory's is real.
 */
const PASSWORD = 'Correct-Horse 7';
const STAFF = ['alice', 'bob', 'carol', 'dora', 'erin', 'frank', 'gina', 'hana'];
/** Wrong passwords after which the directory locks one of the staff: its fine-grained policy. */
const AD_THRESHOLD = 4;
const LIMIT = 8;
const OF_SOURCE = 4;
const MINUTES = 15;
const TRIES = 200;

const started = new Started();
const clock = new FakeClock(new Date());
const seeds = new Map<string, Uint8Array>();
let samba: SambaDomain;
let gatehouse: TestGatehouse;
let nodes: [TestServer, TestServer];
let overrides: Parameters<TestGatehouse['startNode']>[0];
let environment: Record<string, string>;

beforeAll(async () => {
  samba = started.use(
    await startSamba({
      users: STAFF.map((name) => ({ name, password: PASSWORD })),
      groups: [{ name: 'staff', members: STAFF }],
    }),
  );
  // The settings of a policy are not for everybody to read.
  await samba.administrator.addToGroup('gatehouse', 'CN=Domain Admins,CN=Users');
  await samba.administrator.addPasswordSettings('staff', {
    ...{ minimumLength: 0, complexity: false, historyLength: 0, minimumAgeSeconds: 0 },
    ...{ lockoutMinutes: 30, lockoutThreshold: AD_THRESHOLD },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-directories-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  environment = { GATEHOUSE_DIRECTORIES_FILE: await writeDirectories(folder) };
  overrides = {
    clock,
    rateLimits: {
      ...{ workstation: 100_000, workstationAddress: 100_000 },
      ...{ administrator: 100_000, guesses: 100_000, browser: 100_000 },
    },
  };
  gatehouse = started.use(await startTestGatehouse(overrides, environment));
  nodes = [gatehouse.server, await gatehouse.startNode(overrides, environment)];
  const lockout = { strikes: LIMIT, sourceStrikes: OF_SOURCE, windowMinutes: 60 };
  const door = { require: 'second-factor', methods: ['totp'] };
  const logon = { desktop: door, web: door };
  await applyPolicy('everyone', { everyone: true }, { lockout, logon });
  await applyPolicy(
    'held',
    { users: ['CORP\\dora'] },
    { lockout: { durationMinutes: 0 }, helpDesk: { verifyCaller: 'optional' } },
  );
  for (const name of STAFF) {
    const { uri } = await gatehouse.server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name }),
      {},
    );
    seeds.set(name, totp.seedOfKeyUri(uri));
  }
}, 180_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

async function applyPolicy(name: string, assign: unknown, settings: unknown): Promise<void> {
  const policy = { name, assign, settings };
  await gatehouse.server.administer('PUT', pathOf('applyPolicy', { policyName: name }), policy);
}

async function writeDirectories(folder: string): Promise<string> {
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content, { mode: 0o600 });
    return name;
  };
  const directory = {
    dialect: 'active-directory',
    urls: [samba.url],
    baseDn: samba.baseDn,
    bindDn: samba.bindDn,
    passwordFile: await write('password', samba.bindPassword),
    caFile: await write('ca.pem', samba.ca),
    netbiosName: samba.netbiosDomain,
    // As many as there are nodes: they do not see each other's looks.
    lockoutMargin: 2,
    timeoutMs: 10_000,
  };
  await write('directories.json', JSON.stringify({ directories: [directory] }));
  return path.join(folder, 'directories.json');
}

/** A workstation that talks to the first node or to the second. */
async function joinAt(node: 0 | 1): Promise<TestWorkstation> {
  const workstation = new TestWorkstation({
    url: nodes[node].url,
    authority: gatehouse.server.running.authority ?? '',
    now: () => clock.now().getTime(),
  });
  started.defer(() => workstation.close());
  return workstation.join(await gatehouse.createToken());
}

const authorityOfServer = () => gatehouse.server.running.authority ?? '';

const joinSome = () => Promise.all(([0, 1, 0, 1] as const).map(joinAt));

const codeNow = (name: string) =>
  totp.codeAt(seeds.get(name)!, totp.stepAt(clock.now().getTime() / 1000));

function wrongCode(name: string): string {
  const now = totp.stepAt(clock.now().getTime() / 1000);
  const near = new Set(
    [-2, -1, 0, 1, 2].map((delta) => totp.codeAt(seeds.get(name)!, now + delta)),
  );
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
    (code) => !near.has(code),
  )!;
}

async function challenge(workstation: TestWorkstation, name: string): Promise<Challenged> {
  return expectOutcome(await workstation.begin(name, PASSWORD), 'challenge');
}

async function logOn(workstation: TestWorkstation, name: string): Promise<Verdict> {
  const { logonId, challengeId } = await challenge(workstation, name);
  return workstation.answer(logonId, challengeId, codeNow(name));
}

const showUser = (name: string, node: TestServer = nodes[0]) =>
  node.administer<administration.User>('GET', pathOf('showUser', { name }));

async function eventsOf(name: string): Promise<administration.AuditEvent[]> {
  const target = `${pathOf('listAuditEvents')}?limit=1000&principal=${name}`;
  return (await nodes[1].administer<administration.AuditPage>('GET', target)).events;
}

async function countOf(name: string, type: string): Promise<number> {
  return (await eventsOf(name)).filter((event) => event.type === type).length;
}

/** What the directory itself counts, read by a client that has nothing to do with ours. */
async function inDirectory(name: string): Promise<{ badPasswords: number; locked: boolean }> {
  const client = new Client({ url: samba.url, tlsOptions: { ca: samba.ca } });
  try {
    await client.bind(samba.bindDn, samba.bindPassword);
    const { searchEntries } = await client.search(samba.administrator.dnOf(name), {
      scope: 'base',
      attributes: ['badPwdCount', 'lockoutTime', 'msDS-ResultantPSO'],
    });
    const [entry] = searchEntries;
    expect(String(entry?.['msDS-ResultantPSO'])).toContain('settings of staff');
    const at = (attribute: string) => Number((entry?.[attribute] as string | undefined) ?? 0);
    return { badPasswords: at('badPwdCount'), locked: at('lockoutTime') > 0 };
  } finally {
    await client.unbind();
  }
}

const inMinutes = (minutes: number) =>
  new Date(clock.now().getTime() + minutes * 60_000).toISOString();

/** As the tile tells it. */
function textOf(verdict: Verdict): string {
  const locale = { language: 'en', timeZone: 'UTC' };
  return noticeOfDenial(expectOutcome(verdict, 'denied'), en, locale, clock.now()).text;
}

it('counts wrong passwords, codes and answers of both nodes and several workstations together, and locks at both at once', async () => {
  const [a, b, c, d] = (await joinSome()) as [
    TestWorkstation,
    TestWorkstation,
    TestWorkstation,
    TestWorkstation,
  ];
  const [atB, atC] = [await challenge(b, 'alice'), await challenge(c, 'alice')];
  const [ofA, ofD] = [questionsOf(await help(a, 'alice')), questionsOf(await help(d, 'alice'))];
  const code = (by: TestWorkstation, { logonId, challengeId }: Challenged) =>
    by.answer(logonId, challengeId, wrongCode('alice'));
  const told = [
    await a.begin('alice', 'not the password'),
    await code(b, atB),
    await answerWrong(a, ofA),
    await code(c, atC),
    await answerWrong(d, ofD),
    await code(b, atB),
    await answerWrong(a, ofA),
  ];
  // Of the workstation's own strikes and the person's, whatever is nearer.
  expect(told.map((verdict) => 'strikesLeft' in verdict && verdict.strikesLeft)).toEqual([
    3, 3, 2, 3, 3, 2, 1,
  ]);
  for (const node of nodes) {
    expect(await showUser('alice', node)).toMatchObject({ strikes: LIMIT - 1, locked: false });
  }
  const lockedUntil = inMinutes(MINUTES);
  const locked = { outcome: 'denied', code: 'principal.locked', lockedUntil };
  expect(await answerWrong(d, ofD)).toMatchObject({ ...locked, strikesLeft: 0 });

  const fresh = [await joinAt(0), await joinAt(1)];
  for (const [index, workstation] of fresh.entries()) {
    expect(await workstation.begin('alice', PASSWORD)).toMatchObject(locked);
    expect(await help(workstation, 'CORP\\Alice')).toMatchObject(locked);
    expect(await showUser('alice', nodes[index])).toMatchObject({ locked: true, lockedUntil });
  }
  const right = await c.answer(atC.logonId, atC.challengeId, codeNow('alice'));
  expect(right).toMatchObject(locked);
  // The next full minute: nobody is told to come too early.
  const at = new Date(Math.ceil(Date.parse(lockedUntil) / 60_000) * 60_000).toLocaleTimeString(
    'en',
    { timeZone: 'UTC', timeStyle: 'short' },
  );
  const text = textOf(await fresh[0]!.begin('alice', PASSWORD));
  expect(text).toMatch(/^Too many attempts. Try again after /);
  expect(text).toContain(at);
  expect(await countOf('alice', 'principal.locked')).toBe(1);

  clock.advance({ minutes: MINUTES - 1, seconds: 59 });
  for (const workstation of fresh) {
    expect(await workstation.begin('alice', PASSWORD)).toMatchObject(locked);
  }
  clock.advance({ seconds: 1 });
  expect(await logOn(fresh[1]!, 'alice')).toMatchObject({ outcome: 'granted' });
  for (const node of nodes) {
    expect(await showUser('alice', node)).toMatchObject({ strikes: 0, locked: false });
  }
});

it('clears no strikes of wrong codes for a right password, only for what is granted', async () => {
  const [a, b] = [await joinAt(0), await joinAt(1)];
  const { logonId, challengeId } = await challenge(a, 'bob');
  for (let n = 0; n < 2; n++) await a.answer(logonId, challengeId, wrongCode('bob'));
  const next = await challenge(b, 'bob');
  expect(await showUser('bob', nodes[1])).toMatchObject({ strikes: 2 });
  await b.answer(next.logonId, next.challengeId, wrongCode('bob'));
  expect(await showUser('bob')).toMatchObject({ strikes: 3 });
  expect(await b.answer(next.logonId, next.challengeId, codeNow('bob'))).toMatchObject({
    outcome: 'granted',
  });
  expect(await showUser('bob')).toMatchObject({ strikes: 0 });
});

it('R44: locks out the workstation first, at both nodes, and the person nowhere else', async () => {
  const [a, b] = [await joinAt(0), await joinAt(1)];
  const { logonId, challengeId } = await challenge(a, 'carol');
  for (let n = 1; n < OF_SOURCE; n++) await a.answer(logonId, challengeId, wrongCode('carol'));
  const lockedUntil = inMinutes(MINUTES);
  const locked = { outcome: 'denied', code: 'source.locked', lockedUntil };
  expect(await a.answer(logonId, challengeId, wrongCode('carol'))).toMatchObject(locked);
  for (const { url } of nodes) {
    a.turnTo(url);
    for (let n = 0; n < LIMIT; n++) expect(await a.begin('carol', PASSWORD)).toMatchObject(locked);
    expect(await help(a, 'carol')).toMatchObject(locked);
  }
  expect(textOf(await a.begin('carol', PASSWORD))).toMatch(/from this computer.*another computer/);
  expect(await showUser('carol')).toMatchObject({ strikes: OF_SOURCE, locked: false });
  expect(await logOn(b, 'carol')).toMatchObject({ outcome: 'granted' });
  expect(await countOf('carol', 'source.locked')).toBe(1);
  expect(await countOf('carol', 'principal.locked')).toBe(0);
  clock.advance({ minutes: MINUTES });
  expect(await logOn(a, 'carol')).toMatchObject({ outcome: 'granted' });
});

it('R38: reads alike for a person and for a name that nobody has, step by step', async () => {
  const by = await joinSome();
  const sequence = async (name: string) => {
    const sessions = await Promise.all(
      by.map(async (workstation) => questionsOf(await help(workstation, name))),
    );
    const seen: unknown[] = [sessions.map(shapeOf)];
    for (let step = 0; step < LIMIT + 4; step++) {
      const [workstation, session] = [by[step % by.length]!, sessions[step % by.length]!];
      if (step % 3 === 1) {
        seen.push(shapeOf(await answerWrong(workstation, session)));
        continue;
      }
      const answer = await workstation.send(await workstation.prepareBegin(name, `wrong ${step}`));
      const verdict = readVerdict(answer);
      seen.push([answer.status, shapeOf(verdict), textOf(verdict)]);
    }
    for (const workstation of by) seen.push(shapeOf(await help(workstation, name)));
    return seen;
  };
  const known = await sequence('erin');
  expect(await sequence('nobody-of-that-name')).toEqual(known);
  expect(known.at(-1)).toMatchObject({ code: 'principal.locked', lockedUntil: inMinutes(MINUTES) });
  expect(await inDirectory('erin')).toEqual({ badPasswords: AD_THRESHOLD - 2, locked: false });
});

it('keeps a lock without an end until the help desk ends it, and says so', async () => {
  const by = await joinSome();
  for (let n = 0; n < LIMIT; n++) await by[n % by.length]!.begin('dora', `wrong ${n}`);
  const expectHeld = async (workstation: TestWorkstation) => {
    const verdict = await workstation.begin('dora', PASSWORD);
    expect(verdict).toMatchObject({ outcome: 'denied', code: 'principal.locked' });
    expect(verdict).not.toHaveProperty('lockedUntil');
    expect(textOf(verdict)).toBe('Too many attempts. Call the help desk to sign in again.');
  };
  for (const workstation of by) await expectHeld(workstation);
  clock.advance({ minutes: 8 * 24 * 60 });
  const fresh = [await joinAt(0), await joinAt(1)];
  for (const workstation of fresh) await expectHeld(workstation);
  const shown = await showUser('dora', nodes[1]);
  expect(shown).toMatchObject({ locked: true, strikes: LIMIT });
  expect(shown).not.toHaveProperty('lockedUntil');

  await nodes[1].administer('POST', pathOf('unlockUser', { name: 'dora' }), {
    reason: 'she called',
  });
  expect(await countOf('dora', 'principal.unlocked')).toBe(1);
  // The directory has its own count of wrong passwords, which its own administrators end.
  await samba.administrator.unlock('dora');
  for (const workstation of fresh) {
    expect(await logOn(workstation, 'dora')).toMatchObject({ outcome: 'granted' });
    clock.advance({ seconds: 60 });
  }
});

it(`R35: ${TRIES} parallel passwords and codes over both nodes, at desktops and browsers, are looked at as often as the limit allows, and lock nothing in the directory`, async () => {
  const by = (await Promise.all([joinSome(), joinSome()])).flat();
  const logons = await Promise.all(by.map((workstation) => challenge(workstation, 'frank')));
  const browsers = nodes.map(({ url }) => new TestBrowser({ url, authority: authorityOfServer() }));
  for (const browser of browsers) started.defer(() => browser.close());
  const signIns = await Promise.all(browsers.map((one) => one.challenge('frank', PASSWORD)));
  const kinds: ((n: number) => () => Promise<Pick<Answer, 'status' | 'body'>>)[] = [
    (n) => async () =>
      by[n % by.length]!.send(await by[n % by.length]!.prepareBegin('frank', `wrong ${n}`)),
    (n) => () => {
      const { logonId, challengeId } = logons[n % by.length]!;
      return by[n % by.length]!.call('POST', pathOf('answerChallenge', { logonId }), {
        ...{ challengeId, code: wrongCode('frank') },
      });
    },
    (n) => () => {
      const { logonId, challengeId } = signIns[n % 2]!;
      const body = { challengeId, code: wrongCode('frank') };
      return browsers[n % 2]!.call('answerSignIn', { logonId }, body);
    },
    (n) => () =>
      browsers[n % 2]!.call('beginSignIn', {}, { name: 'frank', password: `wrong ${n}` }),
  ];
  const heard = await Promise.all(
    Array.from({ length: TRIES }, (_, index) => {
      const kind = kinds[Math.floor(index / by.length) % kinds.length]!;
      return untilHeard(kind(index));
    }),
  );
  const shed = heard.reduce((sum, one) => sum + one.shed, 0);
  const verdicts = heard.map(({ answer }) => z.union([Verdict, WebVerdict]).parse(answer.body));
  // A failure tells what is left; a lock that was there before, and a logon that is over, do not.
  const looks = verdicts.filter((verdict) => 'strikesLeft' in verdict).length;
  expect(looks).toBeLessThanOrEqual(LIMIT);
  expect(looks).toBeGreaterThanOrEqual(LIMIT - shed);
  for (const node of nodes) {
    expect(await showUser('frank', node)).toMatchObject({ strikes: LIMIT, locked: true });
  }
  const events = await eventsOf('frank');
  const failures = events.filter(
    ({ type, code }) =>
      type === 'factor.rejected' || (type === 'logon.denied' && code === 'credentials.wrong'),
  );
  expect(failures.length).toBeLessThanOrEqual(LIMIT);
  expect(failures.length).toBeGreaterThanOrEqual(LIMIT - shed);
  const { badPasswords, locked } = await inDirectory('frank');
  expect(badPasswords).toBeLessThan(AD_THRESHOLD);
  expect(locked).toBe(false);
});

it('an account that the directory locked elsewhere is told as wrong, and audited with the cause', async () => {
  for (let n = 0; n < AD_THRESHOLD; n++) {
    const client = new Client({ url: samba.url, tlsOptions: { ca: samba.ca } });
    const refusal = client.bind(samba.administrator.dnOf('gina'), `wrong ${n}`);
    await expect(refusal).rejects.toBeInstanceOf(ResultCodeError);
    await client.unbind();
  }
  expect(await inDirectory('gina')).toMatchObject({ locked: true });
  const binds = await samba.binds('gina');
  const [a, b] = [await joinAt(0), await joinAt(1)];
  for (const [index, workstation] of [a, b].entries()) {
    const gina = await workstation.begin('gina', PASSWORD);
    const nobody = await workstation.begin('nobody-else', PASSWORD);
    expect(gina).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
    expect(shapeOf(gina)).toEqual(shapeOf(nobody));
    expect(await showUser('gina')).toMatchObject({ strikes: index + 1, locked: false });
  }
  const causes = (await eventsOf('gina'))
    .filter(({ type }) => type === 'logon.denied')
    .map(({ detail }) => detail['cause']);
  expect(causes).toEqual(['directory.locked', 'directory.locked']);
  expect(await samba.binds('gina')).toEqual(binds);
  await samba.administrator.unlock('gina');
  expect(await logOn(b, 'gina')).toMatchObject({ outcome: 'granted' });
});

it('loses no strike when a node stops in the middle', async () => {
  const third = await gatehouse.startNode(overrides, environment);
  const by = await Promise.all([joinAt(0), joinAt(0)]);
  const logons: Challenged[] = [];
  for (const workstation of by) logons.push(await challenge(workstation, 'hana'));
  for (const workstation of by) workstation.turnTo(third.url);
  const guesses = Promise.allSettled(
    Array.from({ length: 6 }, (_, n) => {
      const { logonId, challengeId } = logons[n % 2]!;
      return by[n % 2]!.answer(logonId, challengeId, wrongCode('hana'));
    }),
  );
  await third.running[Symbol.asyncDispose]();
  const told = (await guesses).filter(
    (one): one is PromiseFulfilledResult<Challenged | Denied> => one.status === 'fulfilled',
  );
  const { strikes = 0 } = await showUser('hana');
  expect(strikes).toBeGreaterThanOrEqual(told.length);
  expect(await countOf('hana', 'factor.rejected')).toBe(strikes);
  for (const workstation of by) workstation.turnTo(nodes[1].url);
  const after = await joinAt(1);
  const next = await challenge(after, 'hana');
  for (let left = LIMIT - strikes; left > 0 && left > LIMIT - strikes - 2; left--) {
    await after.answer(next.logonId, next.challengeId, wrongCode('hana'));
  }
  expect((await showUser('hana', nodes[1])).strikes).toBe(strikes + 2);
});
