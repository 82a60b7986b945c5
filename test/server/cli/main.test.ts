import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../../server/dist/cli/main.js');
const ACCEPTED = JSON.stringify({ accepted: true });

/** Runs the built program as a process of its own. */
async function run(
  words: string[],
  options: { input?: string; keepOpen?: boolean } = {},
): Promise<{ exitCode: number | null; output: string; errors: string }> {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: 'pipe' });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.write(options.input ?? '');
  if (options.keepOpen !== true) child.stdin.end();
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exitCode, output, errors };
}

describe('the program gatehouse', () => {
  let folder: string;
  let socket: string;
  let server: Server;
  let bodies: string[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-main-'));
    socket = path.join(folder, 'admin.sock');
    bodies = [];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        response.setHeader('content-type', 'application/json').end(ACCEPTED);
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('reads a password from standard input and ends, even when the input stays open', async () => {
    const outcome = await run(['user', 'passwd', 'alice', '--json', '--socket', socket], {
      input: 'canary-password\nmore\n',
      keepOpen: true,
    });
    expect(outcome).toEqual({ exitCode: 0, output: `${ACCEPTED}\n`, errors: '' });
    expect(bodies.at(-1)).toBe(JSON.stringify({ password: 'canary-password' }));
  });

  it('shows its exit codes, and returns them', async () => {
    expect((await run(['--help'])).output).toContain('3  unreachable');
    expect((await run(['nonsense'])).exitCode).toBe(2);
    expect((await run(['policy', 'show', '--socket', `${folder}/none`])).exitCode).toBe(3);
  });

  it('refuses an answer that is not of this API', async () => {
    const outcome = await run(['user', 'show', 'alice', '--socket', socket]);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.errors).toContain('not a Gatehouse server of this version');
  });

  it('does not show a password that is typed at a keyboard (R8)', async () => {
    // util-linux' script gives the program a terminal.
    if (!existsSync('/usr/bin/script')) throw new Error('Debian package bsdutils is needed');
    const command = `${process.execPath} ${MAIN} user passwd alice --socket ${socket}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
    child.stdin.on('error', () => undefined);
    // Typed when it is asked for, as people do: before, it would be the terminal that shows it.
    const prompts = ['New password of alice: ', 'Again: '];
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      screen += chunk;
      const [next] = prompts;
      if (next === undefined || !screen.includes(next)) return;
      prompts.shift();
      child.stdin.write('canary-password\n');
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(screen).toContain('New password of alice: ');
    expect(screen).toContain('Again: ');
    expect(screen).not.toContain('canary');
    expect(screen).toContain('The password of alice is set.');
  });
});
