import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { gatehouse } from './run.js';

describe('gatehouse policy, at a real server', () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await startTestServer({ overrides: { database: await postgres.createDatabase() } });
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-cli-'));
    await admin(['user', 'add', 'alice'], ['canary-Zw4!passwort']);
  }, 60_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const admin = (words: string[], input: string[] = []) =>
    gatehouse([...words, '--socket', server.running.socketPath ?? ''], { input });
  const adminJson = async (words: string[]) => {
    const outcome = await admin([...words, '--json']);
    expect(outcome.errors).toBe('');
    return outcome.json();
  };

  it('shows versions, compares, explains, previews, exports, imports, restores and retires', async () => {
    const file = path.join(folder, 'versions.json');
    const write = (digits: number) =>
      writeFile(
        file,
        JSON.stringify({
          name: 'versions',
          priority: 5,
          profile: 'nist',
          assign: { users: ['alice'] },
          settings: { otp: { digits } },
        }),
      );
    await write(7);
    const checked = await admin(['policy', 'check', file]);
    expect(checked.output).toMatch(/^otp\.digits +7 +policy versions \(version 1\), by name$/m);
    const settings = await admin(['policy', 'settings', 'otp']);
    expect(settings.output).toMatch(/^otp\.digits +6 to 8 +6 +-$/m);
    expect((await admin(['policy', 'settings', 'ot'])).exitCode).toBe(2);
    await admin(['policy', 'apply', file, '--comment', 'seven digits', '--base', '0']);
    const again = await admin(['policy', 'apply', file, '--base', '0']);
    expect(again.errors).toContain('policy.conflict');
    await write(8);
    const seen = await admin(['policy', 'preview', file, '--user', 'alice', 'zed']);
    expect(seen.output).toMatch(/otp\.digits +7 +8\n/);
    expect(seen.output).toContain('Not in the directory: zed');
    expect((await admin(['policy', 'preview', file])).exitCode).toBe(2);
    await admin(['policy', 'apply', file]);
    expect((await admin(['policy', 'log', 'versions'])).output).toMatch(
      /^2 .* socket +applied\n1 .* socket +applied +seven digits$/m,
    );
    expect((await admin(['policy', 'diff', 'versions', '1', '2'])).output).toMatch(
      /^\/settings\/otp\/digits +7 +8$/m,
    );
    const explained = await admin(['policy', 'explain', 'alice', '--setting', 'otp.digits']);
    expect(explained.output).toMatch(/^otp\.digits +8 +policy versions \(version 2\), by name$/m);
    expect((await admin(['policy', 'departures', 'versions'])).output).toBe(
      'Nothing departs from the profile nist.',
    );
    const exported = path.join(folder, 'exported.json');
    await writeFile(exported, (await admin(['policy', 'export'])).output);
    const behind = await admin(['policy', 'restore', 'versions', '1', '--base', '1']);
    expect(behind.errors).toContain('policy.conflict');
    expect(await adminJson(['policy', 'restore', 'versions', '1', '--base', '2'])).toEqual({
      name: 'versions',
      version: 3,
    });
    const imported = await admin(['policy', 'import', exported, '--dry-run']);
    expect(imported.output).toMatch(/^versions: changed\n.*\n\/settings\/otp\/digits +7 +8/m);
    expect((await admin(['policy', 'show', 'versions', '--version', '2'])).output).toContain(
      '2, an earlier version',
    );
    expect((await admin(['policy', 'retire', 'versions'])).output).toContain('is retired');
    expect((await admin(['policy', 'show'])).output).not.toContain('versions');
    expect((await admin(['policy', 'log', 'none'])).errors).toContain('policy.unknown');
  });
});
