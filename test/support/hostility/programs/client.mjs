import { once } from 'node:events';
import { connect } from 'node:net';

const SETTLE_MS = 20_000;

/** One connection of a hostile client to the pipe, or to the Unix socket that stands for it. */
export class Client {
  #socket;
  #rest = Buffer.alloc(0);
  #wake = () => undefined;
  /** How many frames of each type came back. */
  answers = {};
  /** The tiles that were answered. */
  tiles = new Set();
  isClosed = false;
  closed;

  constructor(socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** @returns the client, or undefined where nobody lets it in */
  static async connect(path, { deaf = false } = {}) {
    const socket = connect(path);
    const client = new Client(socket);
    const connected = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      client.closed.then(() => false),
    ]);
    if (!connected) return undefined;
    if (deaf) socket.pause();
    else socket.on('data', (bytes) => client.#take(bytes));
    return client;
  }

  /** Ends when the bytes are on their way, or cannot be. */
  async send(bytes) {
    if (this.isClosed || this.#socket.destroyed) return;
    if (this.#socket.write(bytes)) return;
    await Promise.race([once(this.#socket, 'drain').catch(() => undefined), this.closed]);
  }

  /** How many frames came back. */
  get answered() {
    return Object.values(this.answers).reduce((sum, count) => sum + count, 0);
  }

  /** Sends, and waits for one more answer or the end. */
  async ask(bytes) {
    const before = this.answered;
    await this.send(bytes);
    await this.until(() => this.answered > before);
  }

  async until(holds) {
    const giveUpAt = Date.now() + SETTLE_MS;
    while (!this.isClosed && !holds() && Date.now() < giveUpAt) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Whether it is closed from the other side within a time. */
  async isEnded(withinMs = SETTLE_MS) {
    await Promise.race([this.closed, pause(withinMs)]);
    return this.isClosed;
  }

  hangUp() {
    this.#socket.destroy();
  }

  #take(bytes) {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (this.#rest.length - at >= 12) {
      const length = 4 + this.#rest.readUInt32LE(at);
      if (this.#rest.length - at < length) break;
      const type = this.#rest.readUInt8(at + 5);
      this.answers[type] = (this.answers[type] ?? 0) + 1;
      this.tiles.add(this.#rest.readUInt32LE(at + 8));
      at += length;
    }
    this.#rest = this.#rest.subarray(at);
    this.#wake();
  }
}

export function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
