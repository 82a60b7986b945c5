import { BoundedLogger } from '../bounded-logger.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { Caller } from './caller.js';
import { FairTurns } from './fair-turns.js';
import { PipeConnection } from './pipe-connection.js';
import type { PipeConnectionParameters } from './pipe-connection.js';
import type { PipeLimits } from './pipe-limits.js';
import type { PipeListener, PipeStream } from './pipe-listener.js';

export interface PipeServerParameters extends Omit<
  PipeConnectionParameters,
  'stream' | 'client' | 'mayHaveTiles' | 'turns' | 'onClose' | 'converse'
> {
  listener: PipeListener;
  limits: PipeLimits;
  logger: Logger;
  /** Whether the process may use the credential pipe: only the user that the service itself runs as (R16). */
  isPrivileged: (caller: Caller) => boolean;
  /** A client is gone, and what it needed with it. */
  onClientGone?: (() => void) | undefined;
  converse: (
    client: number,
    caller: Caller,
    ...rest: Parameters<PipeConnectionParameters['converse']>
  ) => ReturnType<PipeConnectionParameters['converse']>;
}

/** Serves the credential pipe: who may connect, how many, and that all of them end when the service does. */
export class PipeServer {
  readonly #parameters: PipeServerParameters;
  /** A client says as much as it likes, and its refusals must not push everything else out of the log. */
  readonly #logger: BoundedLogger;
  readonly #turns = new FairTurns();
  readonly #connections = new Set<PipeConnection>();
  #clients = 0;

  constructor(parameters: PipeServerParameters) {
    this.#parameters = parameters;
    this.#logger = new BoundedLogger(parameters.logger);
  }

  /** @throws PipeNameTakenError */
  async listen(): Promise<void> {
    await this.#parameters.listener.listen((stream) => {
      try {
        this.#accept(stream);
      } catch (error) {
        this.#logger.error('pipe.fault', { reason: codeOf(error), detail: detailOf(error) });
        stream.close();
      }
    });
  }

  async close(): Promise<void> {
    for (const connection of [...this.#connections]) connection.stop();
    await this.#parameters.listener.close();
    this.#logger.flush();
  }

  #accept(stream: PipeStream): void {
    const { limits, isPrivileged, converse } = this.#parameters;
    const logger = this.#logger;
    const { caller } = stream;
    const client = ++this.#clients;
    const { pid, sid, session, image } = caller;
    if (!isPrivileged(caller)) {
      logger.error('pipe.unprivileged', { client, pid, sid, session, image });
      stream.close();
      return;
    }
    // A client that is turned away at the pipe would take the service for down.
    if (this.#connections.size >= limits.clients) this.#makeRoom();
    logger.debug('pipe.connected', { client, pid, sid, session, image });
    const connection: PipeConnection = new PipeConnection({
      ...this.#parameters,
      logger,
      stream,
      client,
      converse: (tile, hello, send) => converse(client, caller, tile, hello, send),
      mayHaveTiles: () => this.#clientsWithTiles() < limits.clientsWithTiles,
      turns: this.#turns,
      onClose: () => {
        this.#connections.delete(connection);
        this.#parameters.onClientGone?.();
      },
    });
    this.#connections.add(connection);
  }

  /** LogonUI connects again by itself, and has nothing in progress where it shows no tile of ours. */
  #makeRoom(): void {
    // A set is in the order of arrival.
    for (const connection of this.#connections) {
      if (connection.hasTiles) continue;
      connection.evict();
      return;
    }
  }

  #clientsWithTiles(): number {
    return [...this.#connections].filter(({ hasTiles }) => hasTiles).length;
  }
}
