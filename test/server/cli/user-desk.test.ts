import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { gatehouse as run } from './run.js';

let gatehouse: TestGatehouse;
let folder: string;

const admin = (words: string[]) =>
  run([...words, '--socket', gatehouse.server.running.socketPath!]);
const adminJson = async (words: string[]) => (await admin([...words, '--json'])).json();

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-desk-'));
  await gatehouse.server.administer('POST', '/api/v1/users', {
    name: 'alice',
    displayName: 'Alice \u202eExample',
    password: PASSWORD,
  });
  await gatehouse.addUser('bob');
}, 60_000);

afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function applyPolicy(settings: unknown): Promise<void> {
  const file = path.join(folder, 'desk.json');
  await writeFile(file, JSON.stringify({ name: 'desk', assign: { everyone: true }, settings }));
  expect((await admin(['policy', 'apply', file])).exitCode).toBe(0);
}

describe('gatehouse user, at the help desk', () => {
  it('searches, and says by what somebody was found', async () => {
    const { output } = await admin(['user', 'search', 'ALI']);
    // What would turn the line around is not printed.
    expect(output).toMatch(/LOCAL\\alice +Alice \ufffdExample/);
    const { users } = await adminJson(['user', 'search', 'alice']);
    const [{ principalId }] = users as [{ principalId: string }];
    expect(await adminJson(['user', 'search', principalId])).toMatchObject({
      users: [{ name: 'alice', by: 'id' }],
      more: false,
      away: [],
    });
    expect((await admin(['user', 'show', principalId])).output).toMatch(/name +alice/);
    expect((await admin(['user', 'search', '***'])).output).toBe('Nobody was found.');
    expect((await admin(['user', 'search', 'ali', '--lines', '51'])).exitCode).toBe(2);
  });

  it('shows a person as a page that names every part', async () => {
    const { output } = await admin(['user', 'show', 'bob']);
    for (const line of [
      /^name +bob$/m,
      /^Directory\n {2}disabled +no\n {2}locked +no/m,
      /^Policy\n {2}policy +default/m,
      /^Locks and strikes\n {2}strikes +0\n {2}locked +no/m,
      /^Factors\n {2}totp \(crd_\w+\) {2}since \S+, no use known/m,
      /^Answers\n {2}not enrolled/m,
      /^Enrolment\n {2}missing +nothing/m,
      /^Workstations and kits\n {2}none/m,
      /^Resets granted by a recovery\n {2}none/m,
      /^Last logons and self-services\n {2}none/m,
    ]) {
      expect(output).toMatch(line);
    }
  });

  it('shows locks with their place and their cause, and ends one of them', async () => {
    await applyPolicy({
      lockout: { strikes: 3, sourceStrikes: 2 },
      helpDesk: { verifyCaller: 'optional' },
    });
    const [here, there] = [await gatehouse.join(), await gatehouse.join()];
    for (const workstation of [here, here, there]) await workstation.begin('bob', 'wrong');
    const { output } = await admin(['user', 'show', 'bob']);
    expect(output).toMatch(/locked +since \S+Z, until \S+Z/);
    const [, source] = /^ {2}(desktop:wks_\w+) \(.*\): 2 strikes, locked since/m.exec(output) ?? [];
    expect(output).toMatch(/^ {4}\S+Z {2}desktop {2}credentials\.wrong$/m);
    expect(output).toMatch(/lockout\.strikes = 3 {2}\(desk\)/);
    const one = ['user', 'unlock', 'bob', '--reason', 'ticket 4711', '--source', source!];
    expect((await admin(one)).output).toBe(`The strikes of bob are forgotten: ${source!}.`);
    expect(await adminJson(['user', 'show', 'bob'])).toMatchObject({
      locked: true,
      sources: [{ locked: false, strikes: 1 }],
    });
    const all = await admin(['user', 'unlock', 'bob', '--reason', 'ticket 4711', '--directory']);
    expect(all.output).toMatch(/forgotten: all sources together, desktop:/);
    expect(all.output).toContain('The directory does not lock the account any more.');
    expect(await adminJson(['user', 'show', 'bob'])).toMatchObject({ locked: false, strikes: 0 });
  });

  it('unlocks with a reason of one line, and with a verified caller where the policy asks for one', async () => {
    const unlock = ['user', 'unlock', 'alice', '--reason', 'ticket 4711'];
    expect((await admin(['user', 'unlock', 'alice'])).exitCode).toBe(2);
    await applyPolicy({ helpDesk: { verifyCaller: 'required' } });
    expect((await admin(unlock)).errors).toContain('code verification.required');
    await applyPolicy({ helpDesk: { verifyCaller: 'optional' } });
    expect(await adminJson(unlock)).toEqual({ sources: [], everywhere: false });
    for (const reason of ['', 'x', 'two\nlines', 'e\u202escape', 'x'.repeat(201)]) {
      const outcome = await admin([...unlock.slice(0, 3), '--reason', reason]);
      expect([reason, outcome.exitCode]).toEqual([reason, 2]);
    }
    const wrong = await admin([...unlock, '--verification', 'nonsense']);
    expect(wrong.exitCode).toBe(2);
    const nobody = await admin(['user', 'unlock', 'nobody', '--reason', 'ticket 4711']);
    expect(nobody.errors).toContain('code principal.unknown');
  });
});
