import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The program of hostile clients, and what it is told: see its first lines. */
export const HOSTILE_CLIENT = path.join(import.meta.dirname, 'programs/hostile-client.mjs');
export const GOLDEN_FRAMES = path.resolve(import.meta.dirname, '../../vectors/pipe-frames.json');

const START_MS = 60_000;
/** An attack that does not end by then never will. */
const ATTACK_MS = 90_000;

type Saying = { ready?: number; going?: string; done?: string; saw?: unknown } & {
  failed?: string;
  why?: string;
  handles?: number;
};

/** An attack that is under way. */
export interface Attack {
  /** Tells the attacker to end when it has done everything, and returns what it saw. */
  end<Seen>(): Promise<Seen>;
}

/** A process of hostile clients, on Linux or under Wine, directed over the loopback. */
export class Attacker implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #stop: () => Promise<void>;
  readonly #said: Saying[] = [];
  #wake: () => void = () => undefined;

  private constructor(socket: Socket, stop: () => Promise<void>) {
    this.#socket = socket;
    this.#stop = stop;
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      this.#said.push(JSON.parse(line) as Saying);
      this.#wake();
    });
  }

  /** @param launch starts the program with the port that it is directed through, and returns what ends it */
  static async start(launch: (port: number) => Promise<() => Promise<void>>): Promise<Attacker> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const stop = await launch((server.address() as AddressInfo).port);
      const signal = AbortSignal.timeout(START_MS);
      const [socket] = (await once(server, 'connection', { signal })) as [Socket];
      const attacker = new Attacker(socket, stop);
      await attacker.#hear(({ ready }) => ready !== undefined, START_MS);
      return attacker;
    } finally {
      server.close();
    }
  }

  /** Begins an attack, and returns when it is under way. @throws Error with what the attacker says when it fails */
  async begin(attack: string, seed: number): Promise<Attack> {
    this.#tell({ attack, seed });
    await this.#hear(({ going }) => going === attack, ATTACK_MS);
    return {
      end: async <Seen>() => {
        this.#tell({ end: attack });
        const { saw } = await this.#hear(({ done }) => done === attack, ATTACK_MS);
        return saw as Seen;
      },
    };
  }

  /** How many handles a process of Windows has; for an attacker under Wine. */
  async handlesOf(windowsPid: number): Promise<number> {
    this.#tell({ handlesOf: windowsPid });
    const { handles } = await this.#hear((said) => 'handles' in said, 10_000);
    return handles ?? NaN;
  }

  /** Kills it with all that it has open. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    this.#socket.destroy();
  }

  #tell(order: Record<string, unknown>): void {
    this.#socket.write(`${JSON.stringify(order)}\n`);
  }

  async #hear(isIt: (said: Saying) => boolean, withinMs: number): Promise<Saying> {
    const giveUpAt = Date.now() + withinMs;
    for (;;) {
      const failure = this.#said.findIndex(({ failed }) => failed !== undefined);
      if (failure >= 0) {
        const [{ failed, why }] = this.#said.splice(failure, 1) as [Saying];
        throw new Error(`${failed}: ${why}`);
      }
      const at = this.#said.findIndex(isIt);
      if (at >= 0) return this.#said.splice(at, 1)[0]!;
      if (Date.now() > giveUpAt) throw new Error('the attacker says nothing');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
