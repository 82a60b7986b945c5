import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { dirname } from 'node:path';

import type { Caller } from '../pipe/caller.js';
import { PipeNameTakenError } from '../pipe/pipe-listener.js';
import type { PipeListener, PipeStream } from '../pipe/pipe-listener.js';

/** `sun_path` of Linux, less its terminator (unix(7)). */
const MAX_PATH_BYTES = 107;
/** A client that does not read is closed at this backlog: that of the pipe on Windows. */
const MAX_BACKLOG_BYTES = 262_144;
/** How long a client may take to read the last frames of a connection that ends. */
const LINGER_MS = 500;

/** The socket's path cannot be used safely. */
export class SocketPathError extends Error {
  override readonly name = 'SocketPathError';
}

/**
 * The credential pipe on Linux: a socket of mode 0600 in a folder of mode 0700, so that the kernel lets nobody
 * connect but our own user and root. Node.js cannot read SO_PEERCRED; the folder is what says who the caller is.
 */
export class UnixPipeListener implements PipeListener {
  readonly #path: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws SocketPathError, PipeNameTakenError */
  async listen(onClient: (stream: PipeStream) => void): Promise<void> {
    if (Buffer.byteLength(this.#path) > MAX_PATH_BYTES) {
      throw new SocketPathError(`a socket path has at most ${String(MAX_PATH_BYTES)} bytes`);
    }
    prepareFolder(dirname(this.#path));
    await removeStale(this.#path);
    const server = createServer((socket) => onClient(this.#adopt(socket)));
    // The mode of a socket is set by the process's umask when it is bound.
    const umask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(this.#path, resolve);
      });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
      throw new PipeNameTakenError(`${this.#path} is taken`, { cause });
    } finally {
      process.umask(umask);
    }
    chmodSync(this.#path, 0o600);
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) end(socket);
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  #adopt(socket: Socket): PipeStream {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // An error is followed by `close`, which says all that matters.
    socket.on('error', () => undefined);
    return {
      caller: ownUser(),
      write(bytes) {
        if (socket.destroyed || socket.writableEnded) return;
        socket.write(bytes);
        if (socket.writableLength > MAX_BACKLOG_BYTES) socket.destroy();
      },
      onData: (callback) => {
        socket.on('data', (bytes) => {
          const pending = callback(bytes);
          if (pending === undefined) return;
          socket.pause();
          void pending.then(() => socket.resume());
        });
      },
      onClose: (callback) => void socket.on('close', callback),
      close: () => end(socket),
    };
  }
}

/** Lets the client read what was written, but not for ever. */
function end(socket: Socket): void {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** Who can have connected: our own user (or root, who may be anybody). */
function ownUser(): Caller {
  return { pid: 0, sid: `uid:${String(process.getuid?.() ?? 0)}`, session: 0, image: '' };
}

function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== process.getuid?.()) {
    throw new SocketPathError(`${folder} is not a folder of this user`);
  }
  if ((stats.mode & 0o077) !== 0) {
    throw new SocketPathError(`${folder} is open to others: chmod 700 it`);
  }
}

/** Removes the socket that a killed service left behind, and nothing else. */
async function removeStale(path: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) throw new SocketPathError(`${path} is there and is not a socket`);
  const served = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => resolve(true));
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'));
    probe.once('close', () => probe.destroy());
  });
  if (served) throw new PipeNameTakenError(`another process serves ${path}`);
  rmSync(path);
}
