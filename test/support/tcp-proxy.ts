import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A way to a server that can break, at an address of its own: what stands behind it stays alive. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that it accepted so far. */
  readonly accepted: number;
  /** Those of them that are open, in the order in which they were accepted. */
  readonly open: readonly number[];
  /** Cuts all connections and listens no more: a host that lost its power. */
  kill(): Promise<void>;
  /** Listens again where it was. */
  revive(): Promise<void>;
  /** Accepts connections from now on and says nothing, and passes nothing on: a host that hangs. */
  silence(): void;
  /** Passes on again. */
  speak(): void;
  /**
   * Kills when the client next says something on a connection, counted from 0 as they were accepted: before that reaches the
   * server, or when the server got it, whose answer is then lost. Fulfilled when it was so.
   */
  killOn(connection: number, when: 'before' | 'after'): Promise<void>;
  /** Kills in place of passing on what the server answers, as soon as that is so. Fulfilled when it was so. */
  killInsteadOfAnswering(isSo: () => boolean): Promise<void>;
}

interface Passage {
  client: net.Socket;
  server: net.Socket;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const passages: Passage[] = [];
  let isSilent = false;
  let watch: { isSo: () => boolean; spring: () => void } | undefined;
  let trap: { connection: number; spring: (chunk: Buffer) => void } | undefined;
  const server = net.createServer((client) => {
    const index = passages.length;
    const onward = net.connect(target);
    passages.push({ client, server: onward });
    client.on('error', () => undefined).on('close', () => onward.destroy());
    onward.on('error', () => undefined).on('close', () => client.destroy());
    client.on('data', (chunk) => {
      if (trap?.connection === index) trap.spring(chunk);
      else if (!isSilent) onward.write(chunk);
    });
    let answering = Promise.resolve();
    onward.on('data', (chunk) => {
      if (isSilent || trap?.connection === index) return;
      if (watch === undefined) {
        client.write(chunk);
        return;
      }
      // What the server writes to its log comes later than what it answers.
      answering = answering.then(async () => {
        await sleep(50);
        if (watch?.isSo() === true) watch.spring();
        else client.write(chunk);
      });
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const kill = async () => {
    for (const { client, server: onward } of passages) {
      client.resetAndDestroy();
      onward.destroy();
    }
    if (!server.listening) return;
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port,
    get accepted() {
      return passages.length;
    },
    get open() {
      return passages.flatMap(({ client }, index) => (client.destroyed ? [] : [index]));
    },
    kill,
    async revive() {
      if (!server.listening) await listen(port);
    },
    silence: () => (isSilent = true),
    speak: () => (isSilent = false),
    killOn: (connection, when) =>
      new Promise((resolve) => {
        trap = {
          connection,
          spring(chunk) {
            if (when === 'before') {
              void kill().then(() => {
                trap = undefined;
                resolve();
              });
              return;
            }
            const onward = passages[connection]?.server;
            // The answer shows that the server has done it.
            onward?.once('data', () => {
              void kill().then(() => {
                trap = undefined;
                resolve();
              });
            });
            onward?.write(chunk);
          },
        };
      }),
    killInsteadOfAnswering: (isSo) =>
      new Promise((resolve) => {
        watch = {
          isSo,
          spring() {
            watch = undefined;
            void kill().then(resolve);
          },
        };
      }),
    async [Symbol.asyncDispose]() {
      await kill();
    },
  };
}
