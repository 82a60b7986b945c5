import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import {
  CHANGED_PASSWORD_PURPOSE,
  NEW_PASSWORD_PURPOSE,
  NONCE_BYTES,
  SelfServiceVerdict,
  pathOf,
  sealMessage,
} from '../../protocol/src/index.js';
import type {
  MessageBinding,
  PasswordPolicy,
  PolicyDocument,
  SelfServiceNewPassword,
  administration,
} from '../../protocol/src/index.js';
import { noticeOfBrokenRule } from '../../service/src/logon/screens/notices.js';
import { de } from '../../service/src/logon/texts/de.js';
import { en } from '../../service/src/logon/texts/en.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { Started } from '../support/started.js';
import { TestWorkstation } from '../support/workstation.js';
import type { PreparedRequest } from '../support/workstation.js';

jest.setTimeout(120_000);

const PASSWORD = 'Violet kettle 7 drums';
const BREACHED = 'marzipan-on-the-moon';
const LATER_BREACHED = 'gingerbread-on-mars';

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'] as const;
type Person = (typeof PEOPLE)[number];

const started = new Started();
let company: CorporateServer;
let workstation: TestWorkstation;
let list: string;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-breached-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  list = path.join(folder, 'hashes.txt');
  await plant(BREACHED);
  const users = PEOPLE.map((name) => ({
    ...{ name, password: PASSWORD, mail: `${name}@corp.test` },
    displayName: `${name} Wintergarten`,
  }));
  company = await startCorporateServer(started, users, {
    settings: { GATEHOUSE_BREACHED_LIST_FILE: list },
  });
  await arrangeDirectory();
  const { server } = company;
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  workstation = new TestWorkstation({ url: server.url, authority: server.running.authority! });
  started.defer(() => workstation.close());
  await workstation.join(token);
}, 240_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

/** Two policies for groups, and one for a person, who is in both groups as well. */
async function arrangeDirectory(): Promise<void> {
  const { administrator } = company.samba;
  // Who may read password settings objects, and reset passwords.
  await administrator.addToGroup('gatehouse', 'CN=Domain Admins,CN=Users');
  await administrator.addGroup({ name: 'staff', members: ['alice', 'bob', 'dave'] });
  await administrator.addGroup({ name: 'leads', members: ['bob', 'dave'] });
  const common = { minimumAgeSeconds: 0, lockoutMinutes: 30 };
  await administrator.addPasswordSettings('staff', {
    ...{ ...common, minimumLength: 18, complexity: true, historyLength: 3, precedence: 20 },
  });
  await administrator.addPasswordSettings('leads', {
    ...{ ...common, minimumLength: 22, complexity: false, historyLength: 5, precedence: 10 },
  });
  await administrator.addPasswordSettings('dave', {
    ...{ ...common, minimumLength: 9, complexity: true, historyLength: 0, precedence: 90 },
  });
}

/** As a download that takes the place of the one before. */
async function plant(...passwords: string[]): Promise<void> {
  const known = Array.from({ length: 20_000 }, (_, at) => `known password ${at}`);
  const lines = [...known, ...passwords].map((password, at) => {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    return `${hash}:${at + 1}\r\n`;
  });
  await writeFile(`${list}.new`, lines.toSorted().join(''));
  await rename(`${list}.new`, list);
}

async function apply(password: NonNullable<PolicyDocument['settings']['password']>): Promise<void> {
  const settings = {
    password,
    logon: { desktop: { require: 'second-factor', methods: ['email'] } },
    selfService: { reset: 'otp' },
    lockout: { strikes: 50, sourceStrikes: 50 },
    otp: { sendLimit: 1000, destinationLimit: 1000 },
  };
  const document = { name: 'everyone', assign: { everyone: true }, settings };
  await company.server.administer(
    'PUT',
    pathOf('applyPolicy', { policyName: 'everyone' }),
    document,
  );
}

/** Everything but the length is off. */
const OPEN = { minimumLength: 1, personal: false, breached: 'off', minimumDistance: 0 } as const;

async function prepareSealed(
  target: string,
  id: string,
  password: string | Uint8Array,
  purpose: MessageBinding['purpose'],
): Promise<PreparedRequest> {
  const { id: keyId, publicKey } = workstation.serverKeys!.sealingKey;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const sealed = await sealMessage(
    Buffer.from(password),
    { keyId, publicKey: Buffer.from(publicKey, 'base64url') },
    { purpose, context: [workstation.id, id, nonce] },
  );
  return workstation.prepare('POST', target, { sealed }, { nonce });
}

const verdictOf = (answer: { body: unknown }) => SelfServiceVerdict.parse(answer.body);

/** Proves a person by mail, up to the question for the new password. */
async function forgot(person: Person, language = 'de-DE'): Promise<SelfServiceNewPassword> {
  const body = {
    name: `CORP\\${person}`,
    purpose: 'reset',
    scenario: 'logon',
    remote: false,
    language,
  };
  const begun = verdictOf(await workstation.call('POST', pathOf('beginSelfService'), body));
  if (begun.outcome !== 'challenge') throw new Error(JSON.stringify(begun));
  const { sessionId, challengeId } = begun;
  const code = await company.smtp.waitForCode(`${person}@corp.test`, 20_000);
  const target = pathOf('answerSelfServiceCode', { sessionId });
  const proven = verdictOf(await workstation.call('POST', target, { challengeId, code }));
  if (proven.outcome !== 'new-password') throw new Error(JSON.stringify(proven));
  return proven;
}

async function reset(
  { sessionId }: SelfServiceNewPassword,
  password: string | Uint8Array,
): Promise<SelfServiceVerdict> {
  const target = pathOf('resetPassword', { sessionId });
  const request = await prepareSealed(target, sessionId, password, NEW_PASSWORD_PURPOSE);
  return verdictOf(await workstation.send(request));
}

/** The codes of all rules that a new password broke. */
function brokenBy(verdict: SelfServiceVerdict): string[] {
  if (verdict.outcome !== 'new-password') throw new Error(JSON.stringify(verdict));
  return (verdict.rejected ?? []).map(({ code }) => code.replace('password.', ''));
}

async function changeAtWorkstation(person: Person, old: string, next: string): Promise<void> {
  const scenario = { scenario: 'change-password' as const };
  const begun = await workstation.begin(`CORP\\${person}`, old, scenario);
  if (begun.outcome !== 'challenge') throw new Error(JSON.stringify(begun));
  const code = await company.smtp.waitForCode(`${person}@corp.test`, 20_000);
  const verdict = await workstation.answer(begun.logonId, begun.challengeId, code);
  if (verdict.outcome !== 'granted') throw new Error(JSON.stringify(verdict));
  // As Windows does.
  await company.samba.administrator.setPassword(person, next);
  const { logonId } = verdict;
  const target = pathOf('passwordChanged', { logonId });
  const told = await prepareSealed(target, logonId, next, CHANGED_PASSWORD_PURPOSE);
  expect(await workstation.send(told)).toMatchObject({ status: 200 });
}

const rulesOf = (person: Person) =>
  company.server.administer<administration.UserPasswordRules>(
    'GET',
    pathOf('showPasswordRules', { name: person }),
  );

describe('the rules of the directory', () => {
  it.each([
    ['carol', undefined, { length: 15 }],
    ['alice', 'settings of staff', { length: 18, complexity: undefined, history: 4 }],
    // The smaller precedence wins among groups …
    ['bob', 'settings of leads', { length: 22, history: 5 }],
    // … and a policy of the person's own before those of all groups.
    ['dave', 'settings of dave', { length: 15, complexity: undefined, history: 4 }],
  ] as const)('of %s are those of %s, beside ours', async (person, name, expected) => {
    await apply({ history: 4, breached: 'off', personal: false, minimumDistance: 0 });
    const { directoryPolicy, ours, effective } = await rulesOf(person);
    expect(directoryPolicy).toBe(name);
    expect(ours).toEqual([
      { code: 'password.length', value: 15 },
      { code: 'password.history', value: 4 },
    ]);
    const shown = Object.fromEntries(
      effective.map(({ code, value }) => [code.replace('password.', ''), value]),
    );
    expect(shown).toEqual({ history: 4, ...expected });
  });

  it('are told to the person together with ours', async () => {
    await apply({ ...OPEN, minimumLength: 20 });
    const { rules } = await forgot('bob');
    expect(rules).toEqual([
      { code: 'password.length', value: 22 },
      { code: 'password.history', value: 5 },
    ]);
  });
});

describe('a new password', () => {
  const year = { pattern: '(19|20)\\d\\d', text: 'no year', texts: { de: 'keine Jahreszahl' } };

  it.each([
    ['length', { minimumLength: 12 }, 'elf zeichen'],
    ['too-long', { maximumLength: 16 }, 'seventeen letters'],
    ['upper', { classes: ['upper'] }, 'no capitals'],
    ['lower', { classes: ['lower'] }, 'NO SMALL ONES'],
    ['digit', { classes: ['digit'] }, 'no digits'],
    ['symbol', { classes: ['symbol'] }, 'NoSigns1'],
    ['classes', { minimumClasses: 3 }, 'two of them'],
    ['pattern', { mustNotMatch: [year] }, 'born in 1987 or so'],
    ['dictionary', { dictionary: ['fabrikam'] }, 'my F4br1k@m desk'],
    ['breached', { breached: 'when-present' }, BREACHED],
    ['personal', { personal: true }, 'w1nterg4rten tulips'],
    ['repeats', { maximumRepeats: 3 }, 'moooon over it'],
    ['sequence', { maximumSequence: 3 }, 'over qwertz hills'],
    ['weak', { minimumScore: 3 }, 'schmetterling'],
    ['characters', {}, 'a null \0 inside'],
    ['characters', {}, Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x62])],
  ] satisfies [string, Partial<PasswordPolicy>, string | Buffer][])(
    'that breaks the rule "%s" is refused for that',
    async (rule, policy, password) => {
      await apply({ ...OPEN, ...policy });
      const asked = await forgot('carol');
      expect(brokenBy(await reset(asked, password))).toEqual([rule]);
    },
  );

  it('is told all that is wrong with it at once, in the language of the person', async () => {
    await apply({
      ...{ minimumLength: 20, classes: ['digit'], dictionary: ['fabrikam'] },
      mustMatch: [
        { pattern: '^\\p{L}', text: 'a letter first', texts: { de: 'vorn ein Buchstabe' } },
      ],
    });
    const german = await reset(await forgot('carol', 'de-AT'), '-fabrikam-');
    expect(brokenBy(german)).toEqual(['length', 'digit', 'pattern', 'dictionary']);
    const said = noticeOfBrokenRule(german as SelfServiceNewPassword, de)?.text;
    expect(said).toBe(
      'Dieses Kennwort geht nicht. Die Regeln, die es verletzt: mindestens 20 Zeichen; eine Ziffer; ' +
        'vorn ein Buchstabe; keines der Wörter, die Ihre Firma in Kennwörtern verbietet. Geben Sie ein anderes ein.',
    );
    const english = await reset(await forgot('carol', 'fr'), '-long enough and no digit-');
    expect(noticeOfBrokenRule(english as SelfServiceNewPassword, en)?.text).toMatch(
      /The rules that it breaks: a digit; a letter first\./,
    );
  });

  it('that breaks none is set, and costs no attempt before that', async () => {
    await apply({ ...OPEN, minimumLength: 15, breached: 'require' });
    const asked = await forgot('frank');
    expect(brokenBy(await reset(asked, BREACHED))).toEqual(['breached']);
    expect(await reset(asked, 'A kettle on the hill 3')).toMatchObject({ outcome: 'done' });
    const begun = await workstation.begin('CORP\\frank', 'A kettle on the hill 3');
    expect(begun.outcome).toBe('challenge');
  });
});

describe('the list of breached passwords', () => {
  const check = () =>
    company.server.administer<administration.PasswordListCheck>('GET', pathOf('checkPasswordList'));

  it('may be replaced while the server runs', async () => {
    // Too long for every password here, so that none is ever set.
    await apply({ ...OPEN, minimumLength: 40, breached: 'require' });
    expect(await check()).toMatchObject({ configured: true, ok: true, path: list });
    const asked = await forgot('carol');
    expect(brokenBy(await reset(asked, BREACHED))).toEqual(['length', 'breached']);
    await plant(LATER_BREACHED);
    await sleep(1_200);
    // This look-up may still be answered by the file before.
    await reset(asked, LATER_BREACHED);
    await sleep(500);
    expect(brokenBy(await reset(asked, LATER_BREACHED))).toEqual(['length', 'breached']);
    expect(brokenBy(await reset(asked, BREACHED))).toEqual(['length']);
  });

  it('that is not in order is told to the administrator, and the one before is kept', async () => {
    await writeFile(`${list}.new`, 'password\n123456\n');
    await rename(`${list}.new`, list);
    await sleep(1_200);
    const asked = await forgot('carol');
    await reset(asked, LATER_BREACHED);
    await sleep(500);
    expect(brokenBy(await reset(asked, LATER_BREACHED))).toEqual(['length', 'breached']);
    expect(await check()).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/SHA-1/) as unknown,
    });
    expect(company.server.logLines.join('')).toMatch(/list of breached passwords cannot be used/);
    await plant(LATER_BREACHED);
  });
});

describe('the history', () => {
  it('holds what was proven, changed and reset, whatever the directory keeps', async () => {
    await apply({ ...OPEN, history: 3 });
    const second = 'A lantern over the sea 2';
    const third = 'Two lanterns over it 33';
    await changeAtWorkstation('erin', PASSWORD, second);
    const asked = await forgot('erin');
    expect(brokenBy(await reset(asked, PASSWORD))).toEqual(['history']);
    expect(brokenBy(await reset(asked, second))).toEqual(['history']);
    expect(await reset(asked, third)).toMatchObject({ outcome: 'done' });
    const again = await forgot('erin');
    expect(brokenBy(await reset(again, PASSWORD))).toEqual(['history']);
    expect(await reset(again, 'Three lanterns over it 4')).toMatchObject({ outcome: 'done' });
    // Four have been used since: the first is free again.
    expect(await reset(await forgot('erin'), PASSWORD)).toMatchObject({ outcome: 'done' });
    const path = pathOf('forgetPasswords', { name: 'erin' });
    expect(await company.server.administer('DELETE', path)).toEqual({ forgotten: 4 });
  });
});

describe('a logon', () => {
  it('with a password that no longer meets the rules ends in a demand to change it', async () => {
    await apply({ ...OPEN, minimumLength: 30, atLogon: 'change' });
    expect(await workstation.begin('CORP\\grace', PASSWORD)).toMatchObject({
      ...{ outcome: 'change-password', reason: 'rules', account: { samAccountName: 'grace' } },
      rules: [{ code: 'password.length', value: 30 }],
    });
    expect(await workstation.begin('CORP\\grace', 'wrong')).toMatchObject({
      code: 'credentials.wrong',
    });
    await changeAtWorkstation('grace', PASSWORD, 'A very much longer kettle of violet drums');
    const begun = await workstation.begin(
      'CORP\\grace',
      'A very much longer kettle of violet drums',
    );
    expect(begun.outcome).toBe('challenge');
  });

  it('with a password that came on the list since ends in one, too', async () => {
    await company.samba.administrator.setPassword('grace', LATER_BREACHED);
    await apply({ ...OPEN, breached: 'when-present', atLogon: 'change' });
    await plant(LATER_BREACHED);
    await sleep(1_200);
    // The first look-up after the file was replaced may still be answered by the one before.
    await workstation.begin('CORP\\grace', LATER_BREACHED);
    await sleep(500);
    expect(await workstation.begin('CORP\\grace', LATER_BREACHED)).toMatchObject({
      ...{ outcome: 'change-password', reason: 'rules', rules: [{ code: 'password.breached' }] },
    });
  });
});

describe('an administrator', () => {
  const tryPassword = (body: object) =>
    company.server.administer<administration.TriedPassword>(
      'POST',
      pathOf('tryPassword', { name: 'carol' }),
      body,
    );

  it('tries a password without changing anything, and sees how strong it is', async () => {
    await apply({ ...OPEN, minimumDistance: 4, minimumAgeHours: 1 });
    const tried = await tryPassword({ password: `${PASSWORD}!`, old: PASSWORD, language: 'de' });
    expect(tried.broken.map(({ code }) => code)).toEqual(['password.similar', 'password.age']);
    expect(tried.score).toBe(4);
    const weak = await tryPassword({ password: 'passwort', occasion: 'reset', language: 'de' });
    expect(weak).toMatchObject({ broken: [], score: 1 });
    expect(weak.hints.join(' ')).toMatch(/Passwort/);
    expect(await workstation.begin('CORP\\carol', PASSWORD)).toMatchObject({
      outcome: 'challenge',
    });
  });

  it('is refused a pattern that nobody could match in time', async () => {
    const document = {
      name: 'everyone',
      assign: { everyone: true },
      settings: { password: { mustMatch: [{ pattern: '(a)\\1', text: 'x' }] } },
    };
    const target = pathOf('applyPolicy', { policyName: 'everyone' });
    expect(await company.server.ask('PUT', target, document)).toMatchObject({
      body: { code: 'policy.invalid', detail: expect.stringMatching(/RE2/) as unknown },
    });
  });
});
