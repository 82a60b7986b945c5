import type { ServerProcess } from './processes/server-process.js';
import type { ServerState } from './terminal/panel.js';

/** Takes the server away from the workstation, and gives it back: its process ends, nothing listens at its port. */
export class ServerSwitch {
  readonly #server: Pick<ServerProcess, 'start' | 'stop'>;
  #state: ServerState = 'online';
  #turning: Promise<void> = Promise.resolve();

  constructor(server: Pick<ServerProcess, 'start' | 'stop'>) {
    this.#server = server;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Begins to go offline or online; nothing while it is under way. Resolves when it is done or has failed. */
  async toggle(onChange: () => void = () => undefined): Promise<void> {
    if (this.#state === 'online') this.#turning = this.#turn('going-offline', onChange);
    else if (this.#state === 'offline') this.#turning = this.#turn('going-online', onChange);
    await this.#turning;
  }

  /** @throws nothing: a server that does not start is offline */
  async #turn(through: 'going-offline' | 'going-online', onChange: () => void): Promise<void> {
    this.#state = through;
    onChange();
    try {
      if (through === 'going-offline') await this.#server.stop();
      else await this.#server.start();
      this.#state = through === 'going-offline' ? 'offline' : 'online';
    } catch {
      this.#state = 'offline';
    }
    onChange();
  }
}
