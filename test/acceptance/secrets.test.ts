import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

import { parseJoinToken, pathOf, totp } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { askSocket } from '../support/admin-socket.js';
import { Authenticator } from '../support/authenticator.js';
import { CanarySearch, textCanary } from '../support/canary.js';
import type { Canary } from '../support/canary.js';
import { freePort } from '../support/free-port.js';
import { LogonHost } from '../support/logon-host.js';
import { ProcessSampler } from '../support/process-sampler.js';
import { startSmtpServer } from '../support/smtp.js';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(120_000);

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');

/** Random, so that nothing on the machine can hold it by chance, and with what shells and JSON treat specially. */
const secretText = (kind: string) => `canary-${kind} "ü$(id)'${randomBytes(9).toString('hex')}`;
const PASSWORD = secretText('password');
const WRONG_PASSWORD = secretText('wrong');
const MAIL_PASSWORD = `canary-mail-${randomBytes(9).toString('hex')}`;

const begun = new Date();
const started = new Started();
const canaries: Canary[] = [
  textCanary('password', PASSWORD),
  textCanary('wrong password', WRONG_PASSWORD),
  textCanary("mail server's password", MAIL_PASSWORD),
];
let folder: string;
let data: string;
let secrets: string;
let server: ChildProcess;
let prefix: WinePrefix;
let stateFolder: string;
let sampler: ProcessSampler;

/** The whole life of a few secrets: made, typed, sent, stored, refused, and the processes killed in the middle. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-canary-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  [data, secrets] = [path.join(folder, 'data'), path.join(folder, 'secrets')];
  await mkdir(secrets, { mode: 0o700 });
  sampler = started.use(new ProcessSampler());
  const smtp = started.use(
    await startSmtpServer({ auth: { user: 'gatehouse', password: MAIL_PASSWORD } }),
  );
  await startServer(smtp);

  await cli(['user', 'add', 'alice', '--mail', 'alice@corp.test'], PASSWORD);
  const { uri } = await cli<administration.EnrolledTotp>(['factor', 'enroll', 'totp', 'alice']);
  const seed = totp.seedOfKeyUri(uri);
  const { secret: apiKey } = await cli<administration.IssuedApiKey>([
    'admin',
    'create-key',
    'canary',
  ]);
  const { token } = await cli<administration.IssuedJoinToken>(['workstation', 'token']);
  canaries.push(
    { name: 'seed', bytes: Buffer.from(seed) },
    textCanary('seed in base32', totp.seedText(seed)),
    textCanary('API key', apiKey),
    textCanary("join token's secret", parseJoinToken(token).secret),
    { name: 'master key', bytes: await masterKey() },
  );

  prefix = started.use(await createWinePrefix());
  const gatehouse = await installGatehouse(prefix, {
    token,
    provider: NATIVE.provider,
    settings: { LogLevel: 'debug' },
  });
  stateFolder = gatehouse.stateFolder;
  await gatehouse.service.start();
  await until(async () =>
    (await gatehouse.log()).some(({ message }) => message === 'identity.joined'),
  );

  const authenticator = new Authenticator(uri);
  const codes: string[] = [];
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  await host.open();
  await host.signIn('alice', WRONG_PASSWORD);
  await host.signIn('alice', PASSWORD);
  codes.push(authenticator.wrongCode());
  await host.enterCode(codes.at(-1)!);
  await host.follow('link1');
  codes.push(await smtp.waitForCode('alice@corp.test'));
  const granted = await host.enterCode(codes.at(-1)!);
  expect(granted.serialization?.password).toBe(PASSWORD);
  await host.report();
  await host.command('unadvise');

  await using again = new LogonHost(prefix, NATIVE.logonHost);
  await again.open();
  await again.signIn('alice', PASSWORD);
  codes.push(await authenticator.nextCode());
  expect((await again.enterCode(codes.at(-1)!)).serialization).toBeDefined();
  canaries.push(...codes.map((code, index) => textCanary(`code ${index + 1}`, code)));

  // A crash in the middle of a logon: whatever the run-times write then is part of what is searched.
  await again.type('password', PASSWORD);
  process.kill((await gatehouse.service.pid())!, 'SIGSEGV');
  server.kill('SIGABRT');
  await once(server, 'exit');
  await sampler[Symbol.asyncDispose]();
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

async function startServer(smtp: { host: string; port: number; ca: string }): Promise<void> {
  const secretFile = async (name: string, text: string) => {
    const file = path.join(secrets, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const port = await freePort();
  server = spawn(process.execPath, [path.join(ROOT, 'server/dist/main.js')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      GATEHOUSE_DATA: data,
      GATEHOUSE_LISTEN: `127.0.0.1:${port}`,
      GATEHOUSE_PUBLIC_URL: `https://127.0.0.1:${port}`,
      GATEHOUSE_LOG_LEVEL: 'debug',
      GATEHOUSE_SMTP_HOST: smtp.host,
      GATEHOUSE_SMTP_PORT: String(smtp.port),
      GATEHOUSE_SMTP_SECURITY: 'starttls',
      GATEHOUSE_SMTP_USER: 'gatehouse',
      GATEHOUSE_SMTP_PASSWORD_FILE: await secretFile('smtp-password', MAIL_PASSWORD),
      GATEHOUSE_SMTP_FROM: 'gatehouse@corp.test',
      GATEHOUSE_SMTP_CA_FILE: await secretFile('smtp-ca.pem', smtp.ca),
    },
  });
  server.stdout!.pipe(createWriteStream(path.join(folder, 'server.stdout')));
  server.stderr!.pipe(createWriteStream(path.join(folder, 'server.stderr')));
  started.defer(() => stopServer());
  await until(() => isReady(), 90_000);
}

/** The database outlives a killed server: it is asked to end by the process id that it wrote down. */
async function stopServer(): Promise<void> {
  server.kill('SIGKILL');
  const file = path.join(data, 'postgres/postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n', 1)[0]);
  if (pid > 0) process.kill(pid, 'SIGKILL');
}

async function isReady(): Promise<boolean> {
  const socket = path.join(data, 'admin.sock');
  return askSocket(socket, 'GET', pathOf('ready'), undefined).then(
    ({ status }) => status === 200,
    () => false,
  );
}

async function until(holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('that did not come true in time');
    await sleep(100);
  }
}

/** The command line, as an administrator uses it; secrets come by standard input. */
async function cli<T>(args: string[], input?: string): Promise<T> {
  const program = path.join(ROOT, 'server/dist/cli/main.js');
  const running = run(process.execPath, [
    program,
    '--socket',
    path.join(data, 'admin.sock'),
    '--json',
    ...args,
  ]);
  running.child.stdin?.end(input === undefined ? undefined : `${input}\n`);
  const { stdout } = await running;
  return JSON.parse(stdout) as T;
}

async function masterKey(): Promise<Buffer> {
  const text = await readFile(path.join(data, 'master.key'), 'utf8');
  return Buffer.from(text, 'base64');
}

describe('planted secrets (R8, R14)', () => {
  it('are all there are, and the search would find them', async () => {
    expect(canaries).toHaveLength(11);
    const search = new CanarySearch(canaries);
    for (const { name, bytes } of canaries) {
      expect(bytes.length).toBeGreaterThanOrEqual(6);
      const text = bytes.toString('utf8');
      const disguises = [
        bytes,
        Buffer.from(text, 'utf16le'),
        Buffer.from(bytes.toString('hex')),
        Buffer.from(bytes.toString('base64')),
        Buffer.from(bytes.toString('base64url')),
        Buffer.from(
          Buffer.concat([Buffer.from('ab'), bytes, Buffer.from('xyz')]).toString('base64'),
        ),
      ];
      for (const [index, disguise] of disguises.entries()) {
        const isBinary = !Buffer.from(text, 'utf8').equals(bytes);
        if (isBinary && index === 1) continue;
        const planted = Buffer.concat([Buffer.from('{"x":"'), disguise, Buffer.from('"}')]);
        expect(search.inBytes('planted', planted).map(({ canary }) => canary)).toContain(name);
      }
    }
  });

  it("are in no file of the server's: database, logs, crash output", async () => {
    const search = new CanarySearch(canaries);
    const allowed = [path.join(data, 'master.key'), path.join(secrets, 'smtp-password')];
    const { leaks, files } = await search.inFolder(folder, { except: allowed });
    expect(leaks).toEqual([]);
    // The database alone has about a thousand.
    expect(files).toBeGreaterThan(500);
    expect(await readFile(path.join(folder, 'server.stderr'), 'utf8')).toContain(
      '"message":"started"',
    );
  });

  it('are in no file of the service: state, logs, registry, crash output', async () => {
    const search = new CanarySearch(canaries);
    const tokenFile = path.join(prefix.driveC, 'Program Files/Gatehouse/join-token');
    const state = await search.inFolder(stateFolder);
    expect(state.leaks).toEqual([]);
    expect(state.files).toBeGreaterThan(1);
    const { leaks } = await search.inFolder(prefix.path, { except: [tokenFile], since: begun });
    expect(leaks).toEqual([]);
  });

  it('were never in a command line or environment', () => {
    const search = new CanarySearch(canaries);
    const leaks = [...sampler.seen].flatMap(([place, bytes]) => search.inBytes(place, bytes));
    expect(leaks).toEqual([]);
    expect(sampler.samples).toBeGreaterThan(100);
    for (const word of ['server/dist/main.js', 'service\\dist\\main.js', 'logon-host', 'enroll']) {
      expect(sampler.commandLines(word)).not.toHaveLength(0);
    }
  });
});
