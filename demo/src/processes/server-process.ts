import path from 'node:path';

import { AdministrationSocket } from '../administration/administration-socket.js';
import { PROGRAMS } from '../paths.js';
import { ChildProgram, childEnvironment } from './child-program.js';

/** The first start makes a database. */
const READY_TIMEOUT_MS = 90_000;

/** The server of the demo: everything embedded, everything in one folder. */
export class ServerProcess implements AsyncDisposable {
  readonly socketPath: string;
  readonly administration: AdministrationSocket;
  readonly #folder: string;
  readonly #port: number;
  readonly #ended: AbortSignal;
  #child: ChildProgram | undefined;

  constructor(folder: string, port: number, ended: AbortSignal) {
    this.#folder = folder;
    this.#port = port;
    this.#ended = ended;
    this.socketPath = path.join(folder, 'data', 'admin.sock');
    this.administration = new AdministrationSocket(this.socketPath);
  }

  /** Starts it and waits until it can serve. */
  async start(): Promise<void> {
    const child = await ChildProgram.start({
      name: 'the server',
      program: PROGRAMS.server,
      args: [],
      environment: childEnvironment({
        GATEHOUSE_DATA: path.join(this.#folder, 'data'),
        GATEHOUSE_LISTEN: `127.0.0.1:${this.#port}`,
        GATEHOUSE_PUBLIC_URL: `https://127.0.0.1:${this.#port}`,
      }),
      logFile: path.join(this.#folder, 'server.log'),
      ended: this.#ended,
    });
    this.#child = child;
    await child.waitUntil(() => this.administration.ready(), READY_TIMEOUT_MS);
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    this.#child = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
