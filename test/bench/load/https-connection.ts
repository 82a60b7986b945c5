import { once } from 'node:events';
import tls from 'node:tls';

import type { PreparedRequest } from '../../support/workstation.js';

export interface PlainAnswer {
  status: number;
  body: Buffer;
}

const END_OF_HEADERS = Buffer.from('\r\n\r\n');

/**
 * One kept connection, one request at a time, with no more of HTTP than our own server's answers need: the cores that
 * are measured must not go to the one who asks.
 */
export class HttpsConnection implements Disposable {
  readonly #socket: tls.TLSSocket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: PlainAnswer): void; reject(error: Error): void } | undefined;
  /** Why nothing more is answered. The events that said so are over: who asks now would wait for ever. */
  #broken: Error | undefined;

  private constructor(socket: tls.TLSSocket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', (error: Error) => this.#break(error));
    socket.on('close', () => this.#break(new Error('the server closed the connection')));
  }

  static async open(url: string, authority: string): Promise<HttpsConnection> {
    const { hostname, port } = new URL(url);
    const socket = tls.connect({ host: hostname, port: Number(port), ca: authority });
    await once(socket, 'secureConnect');
    return new HttpsConnection(socket);
  }

  /** @throws Error when the connection is broken, also when it broke before */
  ask(request: Buffer): Promise<PlainAnswer> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    const end = this.#received.indexOf(END_OF_HEADERS);
    if (end === -1) return;
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    const bodyAt = end + END_OF_HEADERS.length;
    if (Number.isNaN(length)) {
      this.#waiting?.reject(new Error('an answer without a length'));
      return;
    }
    if (this.#received.length < bodyAt + length) return;
    const body = this.#received.subarray(bodyAt, bodyAt + length);
    this.#received = this.#received.subarray(bodyAt + length);
    const status = Number(head.slice(9, 12));
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#break(new Error(`${status} came although nothing was asked`));
    else waiting.resolve({ status, body });
  }

  #break(error: Error): void {
    this.#broken ??= error;
    this.#waiting?.reject(this.#broken);
    this.#waiting = undefined;
  }
}

/** A request as bytes, ready to be written. */
export function serialize({ method, path, headers, body }: PreparedRequest): Buffer {
  const lines = Object.entries({
    ...headers,
    host: 'bench',
    'content-length': String(body.length),
  });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
