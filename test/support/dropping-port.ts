import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';

const HOST = '127.0.0.1';

/** Long enough for a handshake on the loopback, and much less than until Linux repeats a SYN (1 s). */
const HANDSHAKE_MS = 300;

/** More than the shortest queue of connections holds. */
const MAX_QUEUED = 16;

const LISTEN = `require('node:net').createServer().listen(
  { host: ${JSON.stringify(HOST)}, port: Number(process.argv[1]), backlog: 1 },
  () => process.stdout.write('listening'),
)`;

/**
 * A port at which packets are dropped without an answer, as by a firewall: whoever connects waits. Nothing has to be
 * root for it: a process that is stopped listens there, its queue of connections is full, and Linux drops every SYN to
 * such a port (`tcp_abort_on_overflow` is off unless somebody switched it on).
 */
export async function startDroppingPort(port: number): Promise<AsyncDisposable> {
  const listener = spawn(process.execPath, ['-e', LISTEN, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(listener, 'exit');
  const queued: Socket[] = [];
  const stop = async () => {
    for (const socket of queued) socket.destroy();
    listener.kill('SIGKILL');
    await exited;
  };
  try {
    const outcome = await Promise.race([
      once(listener.stdout, 'data').then(() => 'listening'),
      exited.then(() => 'exited'),
    ]);
    if (outcome !== 'listening') throw new Error(`nobody can listen at port ${port}`);
    listener.kill('SIGSTOP');
    for (;;) {
      const { socket, isConnected } = await connect(port);
      queued.push(socket);
      if (!isConnected) break;
      if (queued.length > MAX_QUEUED) throw new Error(`port ${port} goes on taking connections`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { [Symbol.asyncDispose]: stop };
}

async function connect(port: number): Promise<{ socket: Socket; isConnected: boolean }> {
  const socket = createConnection({ host: HOST, port });
  const isConnected = await new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), HANDSHAKE_MS);
    socket.once('connect', () => resolve(true));
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
  });
  // The rest of its life ends with the listener's, which resets it.
  socket.on('error', () => undefined);
  return { socket, isConnected };
}
