import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { PROGRAMS } from '../paths.js';
import { TileConnection } from '../pipe/tile-connection.js';
import { ChildProgram, childEnvironment } from './child-program.js';

const READY_TIMEOUT_MS = 30_000;

/** Server, database and workstation share one machine here: it may be slow, and is then not to count as away. */
export const SERVER_TIMEOUT_MS = 15_000;

/** The workstation of the demo: the same service as on Windows, its pipe a Unix socket. */
export class ServiceProcess implements AsyncDisposable {
  readonly #folder: string;
  readonly #pipePath: string;
  readonly #ended: AbortSignal;
  readonly #passwordFile: string;
  #child: ChildProgram | undefined;

  /** @param passwordFile stands for what Windows knows of passwords without a network */
  constructor(folder: string, ended: AbortSignal, passwordFile: string) {
    this.#folder = folder;
    this.#passwordFile = passwordFile;
    this.#ended = ended;
    this.#pipePath = path.join(folder, 'workstation', 'run', 'credential.sock');
  }

  /** Where it writes its log. */
  get logFolder(): string {
    return path.join(this.#folder, 'workstation', 'logs');
  }

  /** Starts it; the token file is read only as long as the workstation has not joined. */
  async start(tokenFile: string): Promise<void> {
    const state = path.join(this.#folder, 'workstation');
    await mkdir(state, { recursive: true, mode: 0o700 });
    const configFile = path.join(state, 'service.json');
    await writeFile(
      configFile,
      JSON.stringify({
        socketPath: this.#pipePath,
        stateFolder: state,
        tokenFile,
        demoPasswordFile: this.#passwordFile,
        serverTimeoutMs: SERVER_TIMEOUT_MS,
      }),
      { mode: 0o600 },
    );
    this.#child = await ChildProgram.start({
      name: 'the service',
      program: PROGRAMS.service,
      args: ['run', '--config', configFile],
      environment: childEnvironment(),
      logFile: path.join(this.#folder, 'service.log'),
      ended: this.#ended,
    });
  }

  /** Connects as the DLL does, as soon as the service serves its pipe. */
  async connect(): Promise<TileConnection> {
    if (this.#child === undefined) throw new Error('the service is not started');
    let connection: TileConnection | undefined;
    await this.#child.waitUntil(async () => {
      connection = await TileConnection.open(this.#pipePath).catch(() => undefined);
      return connection !== undefined;
    }, READY_TIMEOUT_MS);
    if (connection === undefined) throw new Error('the service does not serve its pipe');
    return connection;
  }

  /** @see ChildProgram.waitUntil */
  async waitUntil(ready: () => Promise<boolean>): Promise<void> {
    await this.#child?.waitUntil(ready, READY_TIMEOUT_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.stop();
  }
}
