import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('npm run demo -- --wine', () => {
  it('plays the same with the real provider, node.exe and service', async () => {
    const hooks = pathToFileURL(path.join(ROOT, 'tools/typescript-hooks.mjs')).href;
    const child = spawn(
      process.execPath,
      ['--import', hooks, path.join(ROOT, 'test/demo/wine/main.ts')],
      { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(output).toContain('All went as it should.');
    expect(exitCode).toBe(0);
  }, 360_000);
});
