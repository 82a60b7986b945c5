import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startLocalListener } from '../../../server/src/start-up/local-listener.js';

let folder: string;
let socketPath: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-socket-'));
  socketPath = path.join(folder, 'admin.sock');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function ask(): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/' }, (incoming) => {
      let text = '';
      incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
    })
      .once('error', reject)
      .end();
  });
}

test('says that the server is starting until it serves', async () => {
  await using listener = await startLocalListener(socketPath);
  expect(await ask()).toMatchObject({ status: 503 });
  listener.serve((_request, response) => response.end('here'));
  expect(await ask()).toEqual({ status: 200, text: 'here' });
});

test('is open to nobody else, whatever the umask', async () => {
  const previous = process.umask(0);
  try {
    await using _listener = await startLocalListener(socketPath);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(previous);
  }
});

test('takes the place of a socket that a killed server left behind', async () => {
  const script = `require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  const killed = spawn(process.execPath, ['-e', script, socketPath], { stdio: 'ignore' });
  await new Promise((resolve) => killed.once('exit', resolve));
  expect((await stat(socketPath)).isSocket()).toBe(true);
  await using listener = await startLocalListener(socketPath);
  listener.serve((_request, response) => response.end('here'));
  expect((await ask()).text).toBe('here');
});

test('leaves a file alone that is no socket', async () => {
  await writeFile(socketPath, 'precious');
  await expect(startLocalListener(socketPath)).rejects.toThrow(/something else than a socket/);
  expect(await readFile(socketPath, 'utf8')).toBe('precious');
});

test('refuses to share a data folder', async () => {
  await using _listener = await startLocalListener(socketPath);
  await expect(startLocalListener(socketPath)).rejects.toThrow(/another server/);
});

test('a path that no socket can have is refused with the setting to change', async () => {
  const long = path.join(folder, 'x'.repeat(120));
  await expect(startLocalListener(long)).rejects.toThrow(/GATEHOUSE_SOCKET/);
});
