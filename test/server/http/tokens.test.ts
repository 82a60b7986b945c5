import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { pathOf } from '@gatehouse/protocol';
import type { Verdict, administration } from '@gatehouse/protocol';

import { STANDARD_CODE, codeOf } from '../../../server/src/factors/one-time-code.js';
import { TestBrowser } from '../../support/browser.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import {
  PRE_SHARED,
  PSKC_VECTORS,
  encryptedSecret,
  macMethod,
  pskcFile,
  pskcKey,
} from '../../support/pskc.js';
import type { TestWorkstation } from '../../support/workstation.js';
import { gatehouse as cli } from '../cli/run.js';

let gatehouse: TestGatehouse;
let workstation: TestWorkstation;
let folder: string;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-tokens-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await gatehouse[Symbol.asyncDispose]();
});

const ask = (method: string, to: string, body?: unknown) => gatehouse.server.ask(method, to, body);
const importTokens = (body: object) => ask('POST', pathOf('importTokens'), body);
const HEX = PSKC_VECTORS.seedHex;
const seed = Buffer.from(HEX, 'hex');
const code = (counter: number) => codeOf(seed, counter, STANDARD_CODE);
const csv = (...rows: string[]) => ['serial,type,secret_hex,user,digits', ...rows].join('\n');

async function addUser(name: string) {
  expect(await ask('POST', pathOf('addUser'), { name, password: PASSWORD })).toMatchObject({
    status: 200,
  });
}

async function logOn(name: string, typed: string): Promise<Verdict> {
  const begun = await workstation.begin(name, PASSWORD);
  if (begun.outcome !== 'challenge') throw new Error(JSON.stringify(begun));
  return workstation.answer(begun.logonId, begun.challengeId, typed);
}

async function shownFactors(name: string) {
  return ((await ask('GET', pathOf('showUser', { name }))).body as administration.User).factors!;
}

const run = (...words: string[]) =>
  cli(['--socket', gatehouse.server.running.socketPath!, 'tokens', ...words]);

async function fileOf(content: string, mode = 0o600): Promise<string> {
  const file = path.join(folder, `f${Math.random()}`);
  await writeFile(file, content);
  await chmod(file, mode);
  return file;
}

describe('an imported token', () => {
  it('of a named user logs on, is taken away, and goes on with its counter at somebody else', async () => {
    await Promise.all(['carol', 'dave'].map(addUser));
    const content = csv(`HW-1,hotp,${HEX},carol,6`, `HW-2,totp,${HEX},,8`);
    const dry = { format: 'csv', content, dryRun: true };
    expect((await importTokens(dry)).body).toEqual({ imported: 2, assigned: 1, dryRun: true });
    expect(await shownFactors('carol')).toEqual([]);
    expect((await importTokens({ format: 'csv', content })).body).toEqual({
      imported: 2,
      assigned: 1,
      dryRun: false,
    });
    expect(await logOn('carol', code(0))).toMatchObject({ outcome: 'granted' });
    expect(await logOn('carol', code(0))).toMatchObject({ rejected: 'factor.wrong-code' });

    const assignment = pathOf('assignToken', { serial: 'HW-1' });
    expect(await ask('PUT', assignment, { user: 'dave' })).toMatchObject({
      status: 409,
      body: { code: 'token.assigned' },
    });
    expect(await ask('DELETE', assignment)).toMatchObject({ status: 200 });
    expect(await shownFactors('carol')).toEqual([]);
    expect(await ask('PUT', assignment, { user: 'nobody' })).toMatchObject({ status: 404 });
    expect(await ask('PUT', assignment, { user: 'dave' })).toMatchObject({ status: 200 });
    expect(await logOn('dave', code(0))).toMatchObject({ rejected: 'factor.wrong-code' });
    expect(await logOn('dave', code(1))).toMatchObject({ outcome: 'granted' });
  });

  it('is audited with its serial and never with its secret', async () => {
    const { events } = (await ask('GET', `${pathOf('listAuditEvents')}?limit=1000`)).body as {
      events: { type: string; detail?: Record<string, unknown> }[];
    };
    const of = (type: string) => events.filter((event) => event.type === type);
    expect(of('tokens.imported')).toMatchObject([{ detail: { imported: 2, assigned: 1 } }]);
    expect(of('factor.enrolled')).toContainEqual(
      expect.objectContaining({ detail: expect.objectContaining({ serial: 'HW-1' }) as object }),
    );
    expect(of('factor.removed')).toMatchObject([{ detail: { serial: 'HW-1' } }]);
    const text = JSON.stringify(events);
    expect(text).not.toContain(HEX);
    expect(text).not.toContain(seed.toString('base64'));
  });

  it('ends the sessions of whom it is taken from', async () => {
    await addUser('frida');
    const other = PSKC_VECTORS.seedHex.replace(/^../, '7f');
    await importTokens({ format: 'csv', content: csv(`HW-3,hotp,${other},frida,6`) });
    const { url, running } = gatehouse.server;
    const browser = new TestBrowser({ url, authority: running.authority ?? '' });
    try {
      const policy = pathOf('applyPolicy', { policyName: 'everyone' });
      const web = { require: 'second-factor', methods: ['hotp'] };
      await gatehouse.server.administer('PUT', policy, {
        ...{ name: 'everyone', assign: { everyone: true }, priority: 0 },
        settings: { logon: { web } },
      });
      const challenge = await browser.challenge('frida', PASSWORD);
      const typed = codeOf(Buffer.from(other, 'hex'), 0, STANDARD_CODE);
      expect(await browser.answer(challenge, typed)).toMatchObject({ outcome: 'signed-in' });
      expect((await browser.call('showMe')).status).toBe(200);
      await ask('DELETE', pathOf('assignToken', { serial: 'HW-3' }));
      expect((await browser.call('showMe')).status).toBe(401);
    } finally {
      browser.close();
      await ask('DELETE', pathOf('removeToken', { serial: 'HW-3' }));
      await ask('DELETE', pathOf('retirePolicy', { policyName: 'everyone' }));
    }
  });
});

describe('an import is refused as a whole', () => {
  it.each([
    [
      'a serial that is here',
      csv(`N-1,hotp,${HEX},,6`, `HW-2,hotp,${HEX},,6`),
      /line 3: .*already/,
    ],
    [
      'a user that nobody is',
      csv(`N-1,hotp,${HEX},,6`, `N-2,hotp,${HEX},nobody,6`),
      /line 3: .*no such user/,
    ],
    ['a line that is wrong', csv(`N-1,hotp,${HEX},,6`, `N-2,hotp,${HEX},,9`), /line 3: .*digits/],
  ])('for %s', async (_, content, detail) => {
    const { status, body } = await importTokens({ format: 'csv', content });
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'tokens.invalid' } });
    expect((body as { detail: string }).detail).toMatch(detail);
    expect(JSON.stringify(body)).not.toContain(HEX);
    const { tokens } = (await ask('GET', pathOf('listTokens'))).body as administration.TokenList;
    expect(tokens.map(({ serial }) => serial)).toEqual(['HW-1', 'HW-2']);
  });
});

describe('gatehouse tokens', () => {
  it('imports an encrypted PSKC file, assigns, lists, takes back and forgets', async () => {
    const { keyHex, macKey, ...secret } = PSKC_VECTORS.preSharedKey;
    await addUser('erin');
    const file = await fileOf(
      pskcFile(pskcKey(encryptedSecret(secret), { digits: '6' }), PRE_SHARED + macMethod(macKey)),
    );
    const words = ['import', file, '--format', 'pskc'];
    expect(await run(...words)).toMatchObject({ exitCode: 1 });
    const key = await fileOf(`${keyHex}\n`);
    const imported = await run(...words, '--pskc-key-file', key);
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(imported.output).toMatch(/Imported: 1 tokens.*Delete/);
    expect(await run('assign', '987654321', 'erin')).toMatchObject({ exitCode: 0 });
    expect(await logOn('erin', code(3))).toMatchObject({ outcome: 'granted' });
    expect((await run('list')).output).toMatch(/^987654321 +hotp +sha1 +6 +\S+/m);
    expect((await run('list', '--limit', '1')).output).toContain('more: --after 987654321');
    expect(await run('remove', '987654321')).toMatchObject({ exitCode: 1 });
    expect(await run('unassign', '987654321')).toMatchObject({ exitCode: 0 });
    expect(await run('remove', '987654321')).toMatchObject({ exitCode: 0 });
    expect((await run('list')).output).not.toContain('987654321');
  });

  it('reads no file that others can read', async () => {
    const file = await fileOf(csv(`N-1,hotp,${HEX},,6`), 0o644);
    const outcome = await run('import', file, '--format', 'csv');
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.errors).toMatch(/chmod 600/);
  });
});
