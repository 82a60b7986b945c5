import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../demo/dist/main.js');

/** Runs the built demo with a temporary folder of its own, which it must leave empty. */
async function runDemo(
  words: string[],
  during: (child: ReturnType<typeof spawn>, output: () => string) => void = () => undefined,
): Promise<{ exitCode: number | null; output: string; left: string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-'));
  // As root, the database of the demo belongs to another user, who must be able to pass through.
  const child = spawn(
    'sh',
    ['-c', 'chmod 711 "$TMPDIR" && exec "$0" "$@"', process.execPath, MAIN, ...words],
    {
      env: { ...process.env, TMPDIR: folder, NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  during(child, () => output);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const left = (await readdir(folder)).filter((name) => name.startsWith('gatehouse-demo-'));
  await rm(folder, { recursive: true });
  return { exitCode, output, left };
}

describe('npm run demo', () => {
  it('plays logons that must and must not be granted, online and off, and leaves nothing behind (R5)', async () => {
    const { exitCode, output, left } = await runDemo(['--check']);
    const lines = output.split('\n').filter((line) => /^(ok|FAILED|skipped)/.test(line));
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([]);
    for (const step of [
      'a wrong password is refused',
      'the right code is granted',
      'a code that was used is refused',
      'the last strike locks',
      'with the server stopped nothing is granted',
      'five answers are enrolled, and the logon is granted',
      'offline, the right code is granted',
      'offline, a code that was used is refused',
      'offline, the code fills the forgotten password in',
      'offline, the last wrong answers destroy what is kept',
      'back online, the audit has what happened without it',
    ]) {
      expect(lines.some((line) => line.includes(step))).toBe(true);
    }
    expect(exitCode).toBe(0);
    expect(left).toEqual([]);
  }, 240_000);

  it('asks line by line without a terminal, and ends with the input', async () => {
    const { exitCode, output, left } = await runDemo(['--lines'], (child) => {
      child.stdin?.end('alice\nnot the password\n');
    });
    expect(output).toContain('otpauth://totp/Gatehouse:alice?secret=');
    expect(output).toContain('The user name or password is not right.');
    expect(exitCode).toBe(0);
    expect(left).toEqual([]);
  }, 120_000);

  it('cleans up when it is interrupted at any time', async () => {
    const { exitCode, left } = await runDemo(['--check'], (child, output) => {
      const timer = setInterval(() => {
        if (!output().includes('starting the server')) return;
        clearInterval(timer);
        setTimeout(() => child.kill('SIGINT'), 500);
      }, 50);
    });
    expect(exitCode).toBe(130);
    expect(left).toEqual([]);
  }, 120_000);

  it('explains itself, and refuses options that it does not know', async () => {
    expect((await runDemo(['--help'])).output).toContain('--check');
    const refused = await runDemo(['--nonsense']);
    expect(refused.exitCode).toBe(2);
    expect(refused.output).toContain('--nonsense');
  }, 30_000);
});
