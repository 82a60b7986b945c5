import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { PipeStream } from '../../../service/src/pipe/pipe-listener.js';
import { UnixPipeListener } from '../../../service/src/unix/unix-pipe-listener.js';
import { waitUntil } from '../../support/service.js';

let folder: string;
let socketPath: string;
const listeners: UnixPipeListener[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gh-unix-'));
  socketPath = path.join(folder, 'run', 'credential.sock');
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
  rmSync(folder, { recursive: true, force: true });
});

function listener(at = socketPath): UnixPipeListener {
  const made = new UnixPipeListener(at);
  listeners.push(made);
  return made;
}

async function connected(): Promise<Socket> {
  const socket = connect(socketPath);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => undefined);
  return socket;
}

describe('UnixPipeListener', () => {
  it('R16: serves a socket that only our user can reach', async () => {
    await listener().listen(() => undefined);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
  });

  it('carries bytes both ways and says who called', async () => {
    let stream: PipeStream | undefined;
    await listener().listen((accepted) => {
      stream = accepted;
      accepted.onData((bytes) => {
        accepted.write(Buffer.from(bytes).reverse());
        return undefined;
      });
    });
    const socket = await connected();
    socket.write('abc');
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(answer)).toBe('cba');
    expect(stream?.caller.sid).toBe(`uid:${String(process.getuid!())}`);
    socket.destroy();
  });

  it('R17: does not start beside another that serves', async () => {
    await listener().listen(() => undefined);
    await expect(listener().listen(() => undefined)).rejects.toMatchObject({
      name: 'PipeNameTakenError',
    });
    (await connected()).destroy();
  });

  it('takes over the socket of one that was killed', async () => {
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    const script = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    expect(existsSync(socketPath)).toBe(true);
    await listener().listen(() => undefined);
    (await connected()).destroy();
  });

  it('does not remove what is no socket', async () => {
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    writeFileSync(socketPath, 'precious');
    await expect(listener().listen(() => undefined)).rejects.toThrow('is not a socket');
  });

  it('R9: refuses a folder that is open to others', async () => {
    mkdirSync(path.dirname(socketPath));
    chmodSync(path.dirname(socketPath), 0o755);
    await expect(listener().listen(() => undefined)).rejects.toThrow('open to others');
  });

  it('refuses a path that the kernel would cut', async () => {
    const long = path.join(folder, 'x'.repeat(120));
    await expect(listener(long).listen(() => undefined)).rejects.toThrow('107 bytes');
  });

  it('R18: cuts off a client that does not read, and serves the others', async () => {
    const streams: PipeStream[] = [];
    await listener().listen((stream) => streams.push(stream));
    const deaf = await connected();
    deaf.pause();
    const hearing = await connected();
    await waitUntil(() => streams.length === 2);
    let closed = false;
    streams[0]?.onClose(() => (closed = true));
    for (let n = 0; n < 64; n++) streams[0]?.write(new Uint8Array(65_536));
    await waitUntil(() => closed);
    streams[1]?.write(Buffer.from('hello'));
    expect(String(await new Promise((resolve) => hearing.once('data', resolve)))).toBe('hello');
    deaf.destroy();
    hearing.destroy();
  });

  it('delivers the last words before it closes', async () => {
    const made = listener();
    await made.listen((stream) => stream.write(Buffer.from('bye')));
    const socket = await connected();
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    await waitUntil(() => heard.length > 0);
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await made.close();
    await ended;
    expect(Buffer.concat(heard).toString()).toBe('bye');
    expect(existsSync(socketPath)).toBe(false);
  });
});
