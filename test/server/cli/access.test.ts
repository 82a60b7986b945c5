import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { gatehouse } from './run.js';

describe('gatehouse, the command line, says who may do what', () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await startTestServer({ overrides: { database: await postgres.createDatabase() } });
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-cli-'));
  }, 60_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const admin = (words: string[], options: Parameters<typeof gatehouse>[1] = {}) =>
    gatehouse([...words, '--socket', server.running.socketPath ?? ''], options);
  const adminJson = async (words: string[], input: string[] = []) => {
    const outcome = await admin([...words, '--json'], { input });
    expect(outcome.errors).toBe('');
    expect(outcome.exitCode).toBe(0);
    return outcome.json();
  };

  it('creates keys with roles, a scope and an end, and lists them', async () => {
    const made = await adminJson([
      ...['admin', 'key', 'create', 'desk', '--role', 'help-desk', '--role', 'monitoring'],
      ...['--permission', 'policies.manage', '--scope-ou', 'OU=Sales,DC=corp,DC=test'],
      ...['--realm', 'corp.test', '--expires', '2100-01-01'],
    ]);
    const { keys } = (await admin(['admin', 'key', 'list', '--json'])).json() as {
      keys: { id: string }[];
    };
    expect(keys.find(({ id }) => id === made['id'])).toMatchObject({
      roles: ['help-desk', 'monitoring'],
      permissions: ['policies.manage'],
      scope: { ous: ['OU=Sales,DC=corp,DC=test'], realms: ['corp.test'] },
      expiresAt: '2100-01-01T00:00:00.000Z',
      createdBy: 'socket',
    });
    const { output } = await admin(['admin', 'key', 'list']);
    expect(output).toContain('help-desk monitoring policies.manage');
    expect(output).toContain('OU=Sales,DC=corp,DC=test | corp.test');
    const wrong = await gatehouse(['admin', 'key', 'create', 'x', '--role', 'king']);
    expect(wrong).toMatchObject({ exitCode: 2 });
    expect(wrong.errors).toContain('help-desk-lead');
  });

  it('gives, lists and takes roles', async () => {
    const made = await adminJson([
      ...['role', 'assign', 'auditor', '--group', 'Audit', '--group-realm', 'corp.test'],
    ]);
    expect((await admin(['role', 'list'])).output).toContain('group Audit of corp.test');
    await adminJson(['role', 'remove', String(made['id'])]);
    expect((await admin(['role', 'list'])).output).not.toContain('group Audit');
    const unclear = await admin(['role', 'assign', 'auditor', '--group', 'Audit']);
    expect(unclear).toMatchObject({ exitCode: 2 });
  });

  it('asks for approvals, lists and decides them, but not its own', async () => {
    await adminJson(['user', 'add', 'approved-one'], ['correct horse battery']);
    const asked = await adminJson([
      ...['approval', 'request', 'break-glass', 'approved-one', '--reason', 'lost phone'],
    ]);
    const id = String(asked['id']);
    expect((await admin(['approval', 'list', '--state', 'open'])).output).toContain(id);
    expect(await admin(['approval', 'approve', id])).toMatchObject({ exitCode: 1 });
    const keyFile = path.join(folder, 'lead.key');
    await adminJson([
      'admin',
      'key',
      'create',
      'lead',
      '--role',
      'help-desk-lead',
      '--out',
      keyFile,
    ]);
    const over = ['--url', server.url, '--key-file', keyFile].concat(
      '--ca-pin',
      server.running.authorityPin ?? '',
    );
    const approved = await gatehouse(['approval', 'approve', id, '--comment', 'called', ...over]);
    expect(approved.errors).toBe('');
    expect(approved.output).toContain(`${id} is approved. It is good until`);
    expect((await admin(['approval', 'show', id])).output).toContain('approved');
    expect((await gatehouse(['approval', 'refuse', id, ...over])).errors).toContain(
      'code approval.closed',
    );
  });
});
