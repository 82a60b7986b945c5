import { setTimeout as sleep } from 'node:timers/promises';

import type { WinePrefix } from './wine.js';

export interface WineServiceDefinition {
  name: string;
  /** Unix path of the program. */
  program: string;
  args: string[];
}

export type WineServiceState = 'STOPPED' | 'START_PENDING' | 'STOP_PENDING' | 'RUNNING';

/** A Windows service, driven with the tools that an administrator has. */
export class WineService {
  readonly name: string;
  readonly #prefix: WinePrefix;
  readonly #definition: WineServiceDefinition;

  private constructor(prefix: WinePrefix, definition: WineServiceDefinition) {
    this.name = definition.name;
    this.#prefix = prefix;
    this.#definition = definition;
  }

  static async create(prefix: WinePrefix, definition: WineServiceDefinition): Promise<WineService> {
    const words = [prefix.toWindows(definition.program), ...definition.args];
    const commandLine = words.map((word) => `"${word}"`).join(' ');
    // The blank after "binPath=" belongs to sc's syntax.
    const settings = ['binPath=', commandLine, 'start=', 'demand'];
    await prefix.mustRun('sc', ['create', definition.name, ...settings]);
    return new WineService(prefix, definition);
  }

  async state(): Promise<WineServiceState> {
    const { stdout } = await this.#prefix.run('sc', ['query', this.name]);
    const state = /STATE\s*:\s*\d+\s+(\w+)/.exec(stdout)?.[1];
    if (state === undefined) throw new Error(`sc query ${this.name} says:\n${stdout}`);
    return state as WineServiceState;
  }

  /** Starts the service and waits until it reports RUNNING. */
  async start(timeoutMs = 30_000): Promise<void> {
    const { stdout, stderr } = await this.#prefix.run('net', ['start', this.name]);
    await this.waitFor('RUNNING', timeoutMs).catch((error: unknown) => {
      throw new Error(`${String(error)}; net start said:\n${stdout}${stderr}`, { cause: error });
    });
  }

  /** Asks the service to stop and waits until it has. `net stop` itself does not wait under Wine. */
  async stop(timeoutMs = 15_000): Promise<void> {
    await this.#prefix.run('net', ['stop', this.name]);
    await this.waitFor('STOPPED', timeoutMs);
  }

  async waitFor(state: WineServiceState, timeoutMs: number): Promise<void> {
    let last: WineServiceState | undefined;
    const end = Date.now() + timeoutMs;
    while (Date.now() < end) {
      last = await this.state();
      if (last === state) return;
      await sleep(50);
    }
    throw new Error(`the service ${this.name} is ${String(last)}, not ${state}`);
  }

  /** Unix process id of the service's process, if it runs. */
  async pid(): Promise<number | undefined> {
    const words = [this.#prefix.toWindows(this.#definition.program), ...this.#definition.args];
    const [pid] = await this.#prefix.findProcesses(...words);
    return pid;
  }

  /**
   * kill -9, as a power cut or a bug would. Wine's service control manager goes on showing RUNNING and knows no recovery
   * actions; it starts the service anew when {@link start} asks.
   *
   * @throws Error when the service does not run
   */
  async kill(): Promise<void> {
    const pid = await this.pid();
    if (pid === undefined) throw new Error(`the service ${this.name} does not run`);
    process.kill(pid, 'SIGKILL');
    while ((await this.pid()) !== undefined) await sleep(20);
  }
}
