import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import { createTestCertificateAuthority } from './certificate-authority.js';
import type { IssuedCertificate } from './certificate-authority.js';

/**
 * A syslog receiver of RFC 5425 that can die in the middle of a stream and come back on the same port. It dies as the
 * kernel lets a process die that has something unread: connections are reset. Hence the plain listener in front.
 */
export class TestSyslogReceiver implements AsyncDisposable {
  readonly ca: string;
  /** Every whole message, in the order in which it came. */
  readonly messages: string[] = [];
  /** After how many more bytes it dies, unannounced; never when undefined. */
  dieAfterBytes: number | undefined;
  port = 0;
  readonly #inner: Server;
  readonly #sockets = new Set<Socket>();
  #front: Server | undefined;

  private constructor(ca: string, certificate: IssuedCertificate) {
    this.ca = ca;
    this.#inner = createTlsServer(certificate, (socket) => {
      let buffered = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        buffered = this.#take(Buffer.concat([buffered, chunk]));
      });
    });
    this.#inner.on('tlsClientError', () => undefined);
  }

  static async start(names = ['127.0.0.1']): Promise<TestSyslogReceiver> {
    const authority = await createTestCertificateAuthority('Syslog CA');
    const receiver = new TestSyslogReceiver(authority.ca, await authority.issue(names));
    receiver.#inner.listen(0, '127.0.0.1');
    await once(receiver.#inner, 'listening');
    await receiver.resume();
    return receiver;
  }

  /** Listens, on the port that it had before. */
  async resume(): Promise<void> {
    const front = createServer({ allowHalfOpen: true }, (client) => this.#forward(client));
    front.listen(this.port, '127.0.0.1');
    await once(front, 'listening');
    this.port = (front.address() as AddressInfo).port;
    this.#front = front;
  }

  /** Connections are reset, and nobody listens. */
  async die(): Promise<void> {
    const front = this.#front;
    this.#front = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (front !== undefined) await new Promise<void>((resolve) => front.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
    await new Promise<void>((resolve) => this.#inner.close(() => resolve()));
  }

  #forward(client: Socket): void {
    const { port } = this.#inner.address() as AddressInfo;
    const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      if (this.dieAfterBytes !== undefined) {
        this.dieAfterBytes -= chunk.length;
        if (this.dieAfterBytes < 0) {
          void this.die();
          return;
        }
      }
      server.write(chunk);
    });
    client.once('end', () => server.end());
    server.pipe(client);
  }

  /** @returns what is not a whole message yet */
  #take(bytes: Buffer): Buffer<ArrayBuffer> {
    let rest = Buffer.from(bytes);
    for (;;) {
      const length = /^(\d{1,9}) /.exec(rest.subarray(0, 10).toString('latin1'));
      const start = length?.[0].length ?? 0;
      const end = start + Number(length?.[1]);
      if (length === null || rest.length < end) return rest;
      this.messages.push(rest.subarray(start, end).toString('utf8'));
      rest = rest.subarray(end);
    }
  }
}
