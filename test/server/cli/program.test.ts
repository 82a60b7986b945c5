import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { totp } from '../../../protocol/src/index.js';
import { runProgram } from '../../../server/src/cli/program.js';
import { FakeTerminal } from '../../fakes/fake-terminal.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { gatehouse } from './run.js';

const PASSWORD = 'canary-Zw4!passwort';

describe('gatehouse, the command line, at a real server', () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let folder: string;
  let socket: string[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await startTestServer({ overrides: { database: await postgres.createDatabase() } });
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-cli-'));
    socket = ['--socket', server.running.socketPath ?? ''];
  }, 60_000);

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const admin = (words: string[], options: Parameters<typeof gatehouse>[1] = {}) =>
    gatehouse([...words, ...socket], options);
  const adminJson = async (words: string[], input: string[] = []) => {
    const outcome = await admin([...words, '--json'], { input });
    expect(outcome.errors).toBe('');
    expect(outcome.exitCode).toBe(0);
    return outcome.json();
  };

  describe('becoming administrator', () => {
    it('refuses a wrong code with sentence, next step, code and reference', async () => {
      const keyFile = path.join(folder, 'refused.json');
      const outcome = await gatehouse(
        [
          'admin',
          'claim',
          '--url',
          server.url,
          '--ca-pin',
          server.running.authorityPin ?? '',
        ].concat(['--key-file', keyFile]),
        { input: ['AAAA-BBBB-CCCC-DDDD-EEEE'] },
      );
      expect(outcome.exitCode).toBe(1);
      expect(outcome.errors).toMatch(/one-time code is wrong/);
      expect(outcome.errors).toMatch(/Restart the server for a new code/);
      expect(outcome.errors).toMatch(
        /code bootstrap\.invalid, reference [0-9A-F]{4}(-[0-9A-F]{4}){2}$/,
      );
      await expect(stat(keyFile)).rejects.toThrow('ENOENT');
    });

    it('keeps key, URL and authority in a file that only the owner reads, and shows no key (R8, R9)', async () => {
      const home = path.join(folder, 'home');
      const environment = { XDG_CONFIG_HOME: home };
      const claimed = await gatehouse(
        ['admin', 'claim', '--url', server.url, '--ca-pin', server.running.authorityPin ?? ''],
        { input: [` ${server.running.bootstrapCode ?? ''} `], environment },
      );
      expect(claimed.errors).toBe('');
      expect(claimed.exitCode).toBe(0);
      expect(claimed.prompts).toEqual(['secret: One-time code: ']);

      const keyFile = path.join(home, 'gatehouse/access.json');
      expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
      const { key } = JSON.parse(await readFile(keyFile, 'utf8')) as { key: string };
      expect(claimed.output).not.toContain(key);

      // Later commands need no options, the server is verified with the stored authority.
      const listed = await gatehouse(['admin', 'list-keys', '--json'], { environment });
      expect(listed.exitCode).toBe(0);
      expect(listed.json()['keys']).toMatchObject([{ label: 'first administrator' }]);
    });

    it('creates, lists and revokes keys; a revoked key is refused', async () => {
      const keyFile = path.join(folder, 'help-desk.key');
      const made = await adminJson(['admin', 'create-key', 'help desk', '--out', keyFile]);
      expect(JSON.stringify(made)).not.toContain('ghk_');
      expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
      const over = ['--url', server.url, '--key-file', keyFile].concat(
        '--ca-pin',
        server.running.authorityPin ?? '',
      );
      expect((await gatehouse(['policy', 'show', ...over])).exitCode).toBe(0);

      expect((await admin(['admin', 'list-keys'])).output).toContain('help desk');
      await adminJson(['admin', 'revoke-key', String(made['id'])]);
      const refused = await gatehouse(['policy', 'show', ...over]);
      expect(refused.exitCode).toBe(1);
      expect(refused.errors).toContain('code api-key.invalid');
    });

    it('shows a new key once when no file is given', async () => {
      expect(String((await adminJson(['admin', 'create-key', 'script']))['secret'])).toMatch(
        /^ghk_/,
      );
      const listed = await admin(['admin', 'list-keys']);
      expect(listed.output).toContain('script');
      expect(listed.output).not.toContain('ghk_');
    });
  });

  describe('reaching the server', () => {
    it('exits with 3 when nothing listens', async () => {
      const outcome = await gatehouse(['user', 'show', 'alice', '--socket', `${folder}/none.sock`]);
      expect(outcome.exitCode).toBe(3);
      expect(outcome.errors).toContain('does not answer');
    });

    it('exits with 3 when the certificate is not trusted, and sends no key there (R22)', async () => {
      const keyFile = path.join(folder, 'plain.key');
      await writeFile(keyFile, 'ghk_canary_canary_canary_canary\n', { mode: 0o600 });
      const outcome = await gatehouse([
        'policy',
        'show',
        '--url',
        server.url,
        '--key-file',
        keyFile,
      ]);
      expect(outcome.exitCode).toBe(3);
      expect(outcome.errors).toContain('is not trusted');
      expect(outcome.errors).not.toContain('canary');
    });

    it('exits with 3 when the chain has no certificate of the pin (R22)', async () => {
      const outcome = await gatehouse(
        [
          'admin',
          'claim',
          '--url',
          server.url,
          '--ca-pin',
          Buffer.alloc(32, 1).toString('base64url'),
        ],
        { input: ['code'] },
      );
      expect(outcome.exitCode).toBe(3);
      expect(outcome.errors).toContain('no certificate that has the given pin');
    });

    it('trusts the authority of a file', async () => {
      const caFile = path.join(folder, 'ca.pem');
      await writeFile(caFile, server.running.authority ?? '');
      const outcome = await gatehouse(
        ['admin', 'claim', '--url', server.url, '--ca-file', caFile],
        { input: ['wrong-code'] },
      );
      expect(outcome.errors).toContain('code bootstrap.invalid');
    });

    it('finds the socket of the data folder by itself', async () => {
      const outcome = await gatehouse(['policy', 'show', '--json'], {
        environment: { GATEHOUSE_DATA: server.dataDirectory, XDG_CONFIG_HOME: folder },
      });
      expect(outcome.exitCode).toBe(0);
    });

    it('exits with 2 when nothing says where the server is, or a key file can be read by others', async () => {
      const nowhere = await gatehouse(['policy', 'show'], {
        environment: { GATEHOUSE_DATA: `${folder}/none`, XDG_CONFIG_HOME: `${folder}/none` },
      });
      expect(nowhere.exitCode).toBe(2);
      const open = path.join(folder, 'open.key');
      await writeFile(open, 'ghk_canary_canary_canary_canary', { mode: 0o644 });
      const refused = await gatehouse(['policy', 'show', '--url', server.url, '--key-file', open]);
      expect(refused.exitCode).toBe(2);
      expect(refused.errors).toContain('can be read by others');
      expect(refused.errors).not.toContain('canary');
    });
  });

  describe('people', () => {
    it('adds a user with a password from standard input, and never shows it (R8)', async () => {
      const added = await admin(
        ['user', 'add', 'alice', '--display-name', 'Alice Example', '--mail', 'alice@corp.test'],
        { input: [PASSWORD] },
      );
      expect(added.errors).toBe('');
      expect(added.exitCode).toBe(0);
      expect(added.output).toContain('Alice Example');
      expect(added.output).not.toContain('canary');
      expect(added.prompts).toEqual(['secret: New password of alice: ']);
    });

    it('asks twice at a keyboard, and changes nothing when the two differ', async () => {
      const outcome = await admin(['user', 'add', 'bob'], {
        input: ['first-password', 'second-password'],
        interactive: true,
      });
      expect(outcome.exitCode).toBe(2);
      expect(outcome.errors).toContain('differ');
      expect((await admin(['user', 'show', 'bob'])).errors).toContain('code principal.unknown');
    });

    it('refuses a password that is missing or too short before it asks the server', async () => {
      expect((await admin(['user', 'add', 'bob'])).errors).toContain('No password was given');
      const short = await admin(['user', 'add', 'bob'], { input: ['canary'] });
      expect(short.exitCode).toBe(2);
      expect(short.errors).toMatch(/password: .*8/);
      expect(short.errors).not.toContain('canary');
    });

    it('refuses a name that is taken', async () => {
      const outcome = await admin(['user', 'add', 'alice', '--json'], { input: [PASSWORD] });
      expect(outcome.exitCode).toBe(1);
      expect(outcome.output).toBe('');
      expect(JSON.parse(outcome.errors)).toMatchObject({ error: { code: 'principal.exists' } });
    });

    it('shows a user as facts and as JSON', async () => {
      const text = (await admin(['user', 'show', 'alice'])).output;
      expect(text).toMatch(/SID +S-1-5-21-/);
      expect(text).toMatch(/locked +no/);
      expect(await adminJson(['user', 'show', 'alice'])).toMatchObject({
        name: 'alice',
        strikes: 0,
      });
    });

    it('sets a password, and unlocks', async () => {
      expect(await adminJson(['user', 'passwd', 'alice'], ['another-password'])).toEqual({
        accepted: true,
      });
    });
  });

  describe('factors', () => {
    it('enrols an authenticator: a URI, and a QR code for people', async () => {
      const enrolled = await adminJson(['factor', 'enroll', 'totp', 'alice']);
      expect(totp.seedOfKeyUri(String(enrolled['uri']))).toHaveLength(20);
      await adminJson(['factor', 'remove', 'alice', String(enrolled['id'])]);
      const shown = await admin(['factor', 'enroll', 'totp', 'alice', '--label', 'work phone']);
      expect(shown.output).toContain('█');
      expect(shown.output).toMatch(/^otpauth:\/\/totp\//m);
    });

    it('enrols an alternate address, refuses what is none, removes factors', async () => {
      const enrolled = await adminJson(['factor', 'enroll', 'email', 'alice', 'alice@example.org']);
      const id = String(enrolled['id']);
      expect((await admin(['user', 'show', 'alice'])).output).toMatch(
        new RegExp(`email \\(${id}\\) +alice@example\\.org`),
      );
      expect(await adminJson(['factor', 'remove', 'alice', id])).toEqual({ accepted: true });
      expect((await admin(['factor', 'remove', 'alice', id])).errors).toContain('factor.unknown');
      const bad = await admin(['factor', 'enroll', 'email', 'alice', 'a@b.test,c@d.test']);
      expect(bad.exitCode).toBe(2);
      expect(bad.errors).toContain('address:');
    });
  });

  describe('workstations', () => {
    it('makes join tokens, into a file of mode 0600 that did not exist', async () => {
      const out = path.join(folder, 'token');
      const made = await adminJson([
        'workstation',
        'token',
        '--uses',
        '3',
        '--hours',
        '2',
        '--out',
        out,
      ]);
      expect(JSON.stringify(made)).not.toContain('gatehouse1.');
      expect(await readFile(out, 'utf8')).toMatch(/^gatehouse1\./);
      expect((await stat(out)).mode & 0o777).toBe(0o600);
      expect((await admin(['workstation', 'token', '--out', out])).exitCode).toBe(2);
      expect((await admin(['workstation', 'token'])).output).toMatch(/^gatehouse1\.[\w-]+$/);
    });

    it('refuses options out of bounds', async () => {
      const outcome = await admin(['workstation', 'token', '--uses', '0']);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.errors).toContain('Expected a whole number from 1 to 100000');
    });

    it('lists, and refuses to revoke what is unknown', async () => {
      expect(await adminJson(['workstation', 'list'])).toEqual({ workstations: [] });
      expect((await admin(['workstation', 'list'])).output).toMatch(/^ID +HOST/);
      const outcome = await admin(['workstation', 'revoke', 'wks_00000000000000000000000000']);
      expect(outcome.exitCode).toBe(1);
    });
  });

  describe('policies', () => {
    it('applies a file and shows it', async () => {
      const file = path.join(folder, 'staff.json');
      await writeFile(
        file,
        JSON.stringify({
          name: 'staff',
          assign: { users: ['alice'] },
          settings: { otp: { digits: 8 } },
        }),
      );
      expect(await adminJson(['policy', 'apply', file])).toEqual({ name: 'staff', version: 1 });
      expect((await admin(['policy', 'show'])).output).toMatch(/staff +1 +0 +- +user alice/);
      const shown = await admin(['policy', 'show', 'staff']);
      expect(JSON.parse(shown.output)).toMatchObject({ settings: { otp: { digits: 8 } } });
      expect((await admin(['policy', 'show', 'none'])).exitCode).toBe(2);
    });

    it('names path and rule of what is wrong in a file, and asks nothing of the server', async () => {
      const file = path.join(folder, 'wrong.json');
      await writeFile(
        file,
        JSON.stringify({
          name: 'Staff',
          assign: { users: [7] },
          settings: { lockout: { strikes: 0, strike: 3 } },
        }),
      );
      const outcome = await gatehouse(['policy', 'apply', file, '--socket', '/nonexistent.sock']);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.errors).toMatch(/^name: lower-case letters/m);
      expect(outcome.errors).toMatch(/^assign\.users\[0\]: /m);
      expect(outcome.errors).toMatch(/^settings\.lockout\.strikes: .*1/m);
      expect(outcome.errors).toMatch(/^settings\.lockout: there is no setting "strike" here/m);
    });

    it('says where a file is not JSON', async () => {
      const file = path.join(folder, 'broken.json');
      await writeFile(file, '{"name": }');
      expect((await admin(['policy', 'apply', file])).errors).toMatch(
        /is not JSON: Unexpected token/,
      );
      expect((await admin(['policy', 'apply', `${folder}/none.json`])).exitCode).toBe(2);
    });

    it('takes a file with a byte order mark', async () => {
      const file = path.join(folder, 'marked.json');
      await writeFile(file, '\ufeff{"name":"marked","assign":{"users":["zed"]},"settings":{}}');
      expect(await adminJson(['policy', 'apply', file])).toEqual({ name: 'marked', version: 1 });
    });

    it('names a key that is there twice, and both lines, and applies neither', async () => {
      const file = path.join(folder, 'twice.json');
      const settings = `"lockout": { "strikes": 3,\n\n "stri\\u006bes": 9 }`;
      await writeFile(file, `{ "name": "twice", "assign": {},\n "settings": { ${settings} } }`);
      const outcome = await admin(['policy', 'apply', file]);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.errors).toMatch(/key "strikes" of line 2 is there again in line 4/);
      expect((await admin(['policy', 'show', 'twice'])).exitCode).toBe(2);
    });

    it('says that a file is not UTF-8, as PowerShell writes them', async () => {
      const file = path.join(folder, 'utf-16.json');
      await writeFile(file, Buffer.from('\ufeff{"name":"wide"}', 'utf16le'));
      const outcome = await admin(['policy', 'apply', file]);
      expect(outcome.exitCode).toBe(2);
      expect(outcome.errors).toMatch(/cannot be used: it is not UTF-8/);
    });

    it('refuses a file that nests too deeply', async () => {
      const file = path.join(folder, 'deep.json');
      await writeFile(file, `${'['.repeat(30_000)}${']'.repeat(30_000)}`);
      expect((await admin(['policy', 'apply', file])).exitCode).toBe(2);
    });

    it('passes on what only the server can refuse', async () => {
      const file = path.join(folder, 'nonsense.json');
      await writeFile(
        file,
        JSON.stringify({
          name: 'nonsense',
          assign: {},
          settings: { logon: { desktop: { methods: ['totp'], defaultMethod: 'email' } } },
        }),
      );
      const outcome = await admin(['policy', 'apply', file]);
      expect(outcome.exitCode).toBe(1);
      expect(outcome.errors).toContain('defaultMethod: is not one of methods');
    });
  });

  describe('the rest', () => {
    it('tests the directory step by step', async () => {
      expect(await adminJson(['directory', 'test'])).toMatchObject({ ok: true });
      expect((await admin(['directory', 'test'])).output).toMatch(/RESULT +STEP +TIME +DETAIL/);
    });

    it('lists its directories, and what it does in the background', async () => {
      expect((await admin(['directory', 'list'])).output).toMatch(/^local +local +yes +-$/m);
      expect((await admin(['job', 'list'])).output).toMatch(/^server-keys +600 s +waiting/m);
    });

    it('rotates the data key', async () => {
      const { version } = await adminJson(['keyring', 'rotate']);
      expect(version).toBeGreaterThan(1);
    });

    it('shows the last audit events, all those of a user, or of a reference', async () => {
      const last = await admin(['audit', 'tail', '--lines', '3']);
      expect(last.output.split('\n')).toHaveLength(3);

      const ofAlice = await admin(['audit', 'tail', '--user', 'alice', '--json']);
      const events = ofAlice.output.split('\n').map((line) => JSON.parse(line) as object);
      expect(events[0]).toMatchObject({ type: 'user.added', principalName: 'alice' });

      const { correlationId } = events[0] as { correlationId: string };
      const reference = correlationId.slice(0, 12).toUpperCase();
      const found = await admin(['audit', 'tail', '--correlation', reference]);
      expect(found.output).toMatch(/user\.added/);
      expect(found.output.split('\n')).toHaveLength(1);
      expect((await admin(['audit', 'tail', '--correlation', 'nonsense'])).exitCode).toBe(2);
    });

    it('ends with the newest event, and goes on from there', async () => {
      await admin(['keyring', 'rotate']);
      const { output } = await admin(['audit', 'tail', '--lines', '1', '--json']);
      expect(JSON.parse(output)).toMatchObject({ type: 'keyring.rotated' });
      const all = await admin(['audit', 'tail', '--lines', '1000', '--json']);
      expect(all.output.split('\n').at(-1)).toBe(output);
    });

    it('follows the audit log until interrupted', async () => {
      const terminal = new FakeTerminal();
      const running = runProgram(['audit', 'tail', '--follow', '--lines', '0', ...socket], {
        terminal,
        environment: {},
      });
      await admin(['keyring', 'rotate']);
      const deadline = Date.now() + 10_000;
      while (!terminal.output.includes('keyring.rotated') && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      terminal.interrupt();
      expect(await running).toBe(0);
      expect(terminal.output).toMatch(/success keyring\.rotated/);
    });
  });
});
