import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';

import { createTestCertificateAuthority } from './certificate-authority.js';
import type { IssuedCertificate } from './certificate-authority.js';

/** A syslog receiver of RFC 5425 that can die in the middle of a stream and come back on the same port. */
export class TestSyslogReceiver implements AsyncDisposable {
  readonly ca: string;
  /** Every whole message, in the order in which it came. */
  readonly messages: string[] = [];
  /** After how many more bytes it dies, unannounced; never when undefined. */
  dieAfterBytes: number | undefined;
  port = 0;
  readonly #certificate: IssuedCertificate;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(ca: string, certificate: IssuedCertificate) {
    this.ca = ca;
    this.#certificate = certificate;
  }

  static async start(names = ['127.0.0.1']): Promise<TestSyslogReceiver> {
    const authority = await createTestCertificateAuthority('Syslog CA');
    const receiver = new TestSyslogReceiver(authority.ca, await authority.issue(names));
    await receiver.resume();
    return receiver;
  }

  /** Listens, on the port that it had before. */
  async resume(): Promise<void> {
    const server = createServer(this.#certificate, (socket) => {
      let buffered = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        if (this.dieAfterBytes !== undefined) {
          this.dieAfterBytes -= chunk.length;
          if (this.dieAfterBytes < 0) {
            void this.die();
            return;
          }
        }
        buffered = Buffer.concat([buffered, chunk]);
        for (;;) {
          const length = /^(\d{1,9}) /.exec(buffered.subarray(0, 10).toString('latin1'));
          if (length === null) break;
          const start = length[0].length;
          const end = start + Number(length[1]);
          if (buffered.length < end) break;
          this.messages.push(buffered.subarray(start, end).toString('utf8'));
          buffered = buffered.subarray(end);
        }
      });
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As a process that is killed: connections are reset, and nobody listens. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
  }
}
