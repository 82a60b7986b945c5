import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../demo/dist/main.js');
const ENTER_SCREEN = '\u{1b}[?1049h';
const LEAVE_SCREEN = '\u{1b}[?1049l';

describe('the demo at a terminal', () => {
  it('draws the tile, takes keys, never shows the password, and gives the terminal back', async () => {
    // util-linux' script gives the program a terminal.
    if (!existsSync('/usr/bin/script')) throw new Error('Debian package bsdutils is needed');
    const child = spawn('script', ['-qec', `${process.execPath} ${MAIN}`, '/dev/null'], {
      env: { ...process.env, NODE_OPTIONS: '', TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (screen += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    /** Waits for text that is drawn after what was drawn so far. */
    const shows = async (text: string) => {
      const from = screen.length;
      const deadline = Date.now() + 30_000;
      while (!screen.includes(text, from)) {
        if (Date.now() > deadline)
          throw new Error(`"${text}" is not shown:\n${screen.slice(-3000)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };

    try {
      await shows('User name');
      expect(screen).toContain(ENTER_SCREEN);
      child.stdin.write('alice\r');
      await shows('[alice_');
      child.stdin.write('canary-password');
      await shows('[•••••••••••••••▏');
      child.stdin.write('\r');
      await shows('The user name or password is not right.');
      const password = /password {3}(Demo-\d{6})/.exec(screen)?.[1] ?? '';
      child.stdin.write(`${password}\r`);
      await shows('Enter your code');
      const code = [...screen.matchAll(/code {7}(\d{6})/g)].at(-1)?.[1] ?? '';
      child.stdin.write(`${code}\r`);
      await shows('Question 1 of 5');
      child.stdin.write('\u{1b}[13~');
      await shows('Windows would now log on with:');
      child.stdin.write('\r');
      await shows('User name');
      child.stdin.write('\u{f}');
      await shows('OFFLINE');
      expect(screen).toContain('Ctrl-O: go online');
      child.stdin.write(`alice\r${password}\r`);
      await shows('this computer checks');
      child.stdin.write('\u{f}');
      await shows('server     online');
      child.stdin.write('\u{3}');
      expect(await ended).toBe(0);
      expect(screen).toContain(LEAVE_SCREEN);
      expect(screen.slice(screen.lastIndexOf(LEAVE_SCREEN))).not.toContain('User name');
      expect(screen).not.toContain('canary');
    } finally {
      child.stdin.end();
      child.kill('SIGHUP');
    }
  }, 150_000);
});
