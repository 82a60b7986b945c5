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
import { askSocket } from '../support/admin-socket.js';
import { Authenticator } from '../support/authenticator.js';
import { CanarySearch, textCanary } from '../support/canary.js';
import type { Canary } from '../support/canary.js';
import { freePort } from '../support/free-port.js';
import type { Submitted } from '../support/logon-host.js';
import { ProcessSampler } from '../support/process-sampler.js';
import {
  ANSWERS,
  RecoveryDesktop,
  SHARES,
  THRESHOLD,
  answerAll,
  answerRight,
  askForHelp,
  chooseNewPassword,
} from '../support/recovery-desktop.js';
import { startSmtpServer } from '../support/smtp.js';
import type { TestSmtpServer } from '../support/smtp.js';
import { Started } from '../support/started.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(120_000);

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');

/** Random, so that nothing on the machine can hold it by chance, and with what shells and JSON treat specially. */
const secretText = (kind: string) => `canary-${kind} "ü$(id)'${randomBytes(9).toString('hex')}`;
const PASSWORD = secretText('password');
const WRONG_PASSWORD = secretText('wrong');
/** The password of a reset, which is the one that is recovered without the server. */
const NEW_PASSWORD = secretText('new');
const MAIL_PASSWORD = `canary-mail-${randomBytes(9).toString('hex')}`;

/** By the question's text: the tile offers questions in an order of its own. */
const CANARY_ANSWERS = Object.fromEntries(
  Object.keys(ANSWERS).map((question, index) => [question, secretText(`answer${index + 1}`)]),
);
const WRONG_ANSWERS = Array.from({ length: THRESHOLD }, (_, index) => secretText(`no${index + 1}`));

const POLICY = {
  name: 'canary',
  assign: { everyone: true },
  settings: {
    enrollment: { required: ['answers'], postponements: 0 },
    answers: { shares: SHARES, threshold: THRESHOLD },
  },
};

const begun = new Date();
const started = new Started();
const canaries: Canary[] = [
  textCanary('password', PASSWORD),
  textCanary('wrong password', WRONG_PASSWORD),
  textCanary('new password', NEW_PASSWORD),
  textCanary("mail server's password", MAIL_PASSWORD),
  ...Object.values(CANARY_ANSWERS).map((answer, n) => textCanary(`answer ${n + 1}`, answer)),
  ...WRONG_ANSWERS.map((answer, n) => textCanary(`wrong answer ${n + 1}`, answer)),
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
  const policyFile = path.join(folder, 'policy.json');
  await writeFile(policyFile, JSON.stringify(POLICY));
  await cli(['policy', 'apply', policyFile]);
  const { token } = await cli<administration.IssuedJoinToken>(['workstation', 'token']);
  canaries.push(
    { name: 'seed', bytes: Buffer.from(seed) },
    textCanary('seed in base32', totp.seedText(seed)),
    textCanary('API key', apiKey),
    textCanary("join token's secret", parseJoinToken(token).secret),
    { name: 'master key', bytes: await masterKey() },
  );

  prefix = started.use(await createWinePrefix());
  const { host, port } = smtp;
  // A port that takes connections stands for a domain controller, without which nothing is reset.
  const settings = { LogLevel: 'debug', DemoDomainController: `${host}:${port}` };
  const desktop = await RecoveryDesktop.start(prefix, { token, settings });
  stateFolder = desktop.gatehouse.stateFolder;
  const authenticator = new Authenticator(uri);
  const codes = await logOnAndHelpOneself(desktop, authenticator, smtp);
  await killServer('SIGABRT');
  codes.push(...(await goOnWithoutServer(desktop, authenticator)));
  canaries.push(...codes.map((code, index) => textCanary(`code ${index + 1}`, code)));
  await stopDatabase();
  await sampler[Symbol.asyncDispose]();
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

/** Wrong and right secrets, answers to enrol, a logon with each factor, a reset. @returns the codes that were typed */
async function logOnAndHelpOneself(
  desktop: RecoveryDesktop,
  authenticator: Authenticator,
  smtp: TestSmtpServer,
): Promise<string[]> {
  const codes: string[] = [];
  const spent = (code: string) => codes[codes.push(code) - 1]!;
  await desktop.keepingKit(async (host) => {
    await host.signIn('alice', WRONG_PASSWORD);
    await host.signIn('alice', PASSWORD);
    await host.enterCode(spent(authenticator.wrongCode()));
    await host.follow('link1');
    await host.enterCode(spent(await smtp.waitForCode('alice@corp.test')));
    expectCredential(await answerRight(host, SHARES, CANARY_ANSWERS), PASSWORD);
    await host.report();
  });
  await desktop.keepingKit(async (host) => {
    await host.signIn('alice', PASSWORD);
    expectCredential(await host.enterCode(spent(await authenticator.nextCode())), PASSWORD);
    await host.report();
  });
  await desktop.keepingKit(async (host) => {
    await askForHelp(host, 'forgotten', 'alice');
    await answerAll(host, WRONG_ANSWERS);
    await answerRight(host, THRESHOLD, CANARY_ANSWERS);
    await host.enterCode(spent(await authenticator.nextCode()));
    await chooseNewPassword(host, NEW_PASSWORD);
    expectCredential(await host.enterCode(spent(await authenticator.nextCode())), NEW_PASSWORD);
    await host.report();
  });
  return codes;
}

/** A recovery by answers and masked seed; the service crashes in the middle of what comes next. */
async function goOnWithoutServer(
  desktop: RecoveryDesktop,
  authenticator: Authenticator,
): Promise<string[]> {
  const code = await authenticator.nextCode();
  await desktop.withHost(async (host) => {
    await askForHelp(host, 'forgotten', 'alice');
    await answerAll(host, WRONG_ANSWERS);
    await answerRight(host, THRESHOLD, CANARY_ANSWERS);
    expectCredential(await host.enterCode(code), NEW_PASSWORD);
    await host.report();
    // Whatever the run-times write in a crash is part of what is searched.
    await host.signIn('alice', PASSWORD);
    await host.type('password', PASSWORD);
    process.kill((await desktop.gatehouse.service.pid())!, 'SIGSEGV');
  });
  return [code];
}

function expectCredential({ serialization }: Submitted, password: string): void {
  expect(serialization).toMatchObject({ domain: 'LOCAL', user: 'alice', password });
}

async function startServer(smtp: TestSmtpServer): Promise<void> {
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

async function killServer(signal: NodeJS.Signals): Promise<void> {
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}

async function stopServer(): Promise<void> {
  server.kill('SIGKILL');
  await stopDatabase();
}

/**
 * The database outlives a killed server: it is asked to end by the process id that it wrote down. It then writes all it
 * has in memory, and no file goes away while the files are searched.
 */
async function stopDatabase(): Promise<void> {
  const file = path.join(data, 'postgres/postmaster.pid');
  const readPid = async () => Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  const pid = await readPid();
  if (pid === 0) return;
  // https://www.postgresql.org/docs/17/server-shutdown.html: the fast shutdown.
  process.kill(pid, 'SIGINT');
  await until(async () => (await readPid()) === 0);
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
    expect(canaries).toHaveLength(23);
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
    // A certificate has dates in it, whose digits can be those of a code.
    const open = ['smtp-password', 'smtp-ca.pem', 'ldap-ca.pem'];
    const allowed = [
      path.join(data, 'master.key'),
      ...open.map((name) => path.join(secrets, name)),
    ];
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
