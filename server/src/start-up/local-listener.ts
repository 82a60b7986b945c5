import { lstat, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { PROBLEM_MEDIA_TYPE, problemOf } from '@gatehouse/protocol';

import { ConfigurationError } from '../config/env.js';
import { errorCode } from '../errors/system-error.js';

const DRAIN_POLL_MS = 20;

/** Longest socket path that every Unix accepts: `sun_path` has 104 bytes on the smallest. */
const MAX_PATH_BYTES = 103;

/** The administrator's Unix socket: whoever may open it is an administrator, so only our own user may. */
export interface LocalListener extends AsyncDisposable {
  /** Its connections. */
  sockets: WeakSet<Socket>;
  /** From now on requests go here; before, they are told that the server is not ready. */
  serve(listener: RequestListener): void;
  /** Takes no more requests and waits for those in flight, at most so long. It still keeps other servers away. */
  drain(milliseconds: number): Promise<void>;
}

/**
 * Listens at once, before the database is there: the socket is also what keeps a second server away from the same
 * data folder.
 *
 * @throws ConfigurationError when another server listens there, or the path is longer than a socket's may be
 */
export async function startLocalListener(socketPath: string): Promise<LocalListener> {
  if (Buffer.byteLength(socketPath) > MAX_PATH_BYTES) {
    throw new ConfigurationError(
      `the path ${socketPath} is too long for a socket: set GATEHOUSE_SOCKET`,
    );
  }
  const sockets = new WeakSet<Socket>();
  let serve = refuse;
  let inFlight = 0;
  const server = createServer((request, response) => {
    inFlight++;
    response.once('close', () => inFlight--);
    serve(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await listen(server, socketPath);
  return {
    sockets,
    serve(listener) {
      serve = listener;
    },
    async drain(milliseconds) {
      serve = refuse;
      const giveUpAt = performance.now() + milliseconds;
      while (inFlight > 0 && performance.now() < giveUpAt) await sleep(DRAIN_POLL_MS);
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

const refuse: RequestListener = (_request, response) => {
  const problem = problemOf('server.unavailable', {
    detail: 'The server is starting or stopping.',
  });
  response
    .writeHead(problem.status, { 'content-type': PROBLEM_MEDIA_TYPE, connection: 'close' })
    .end(JSON.stringify(problem));
};

async function listen(server: ReturnType<typeof createServer>, socketPath: string): Promise<void> {
  try {
    await listenOnce(server, socketPath);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    if (await answers(socketPath)) {
      throw new ConfigurationError(
        `another server listens at ${socketPath}: it uses this data folder`,
      );
    }
    if (!(await lstat(socketPath)).isSocket()) {
      throw new ConfigurationError(
        `GATEHOUSE_SOCKET: ${socketPath} is something else than a socket`,
      );
    }
    // Left behind by a server that was killed.
    await unlink(socketPath);
    await listenOnce(server, socketPath);
  }
}

function listenOnce(server: ReturnType<typeof createServer>, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The socket is made inside this call, and must never exist with a wider mode.
    const previous = process.umask(0o177);
    try {
      server.listen(socketPath, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(previous);
    }
  });
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
