import { Agent } from 'node:https';
import type { RequestOptions } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Axios asks for TCP keep-alive as soon as it has a socket, which may be before that begins to connect. Wine's TCP
 * refuses the option then, and Node reports that as a failed connection. Here it waits until the socket is connected.
 */
export class LateOptionAgent extends Agent {
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    if (!(socket instanceof Socket)) return socket;
    const setKeepAlive = socket.setKeepAlive.bind(socket);
    socket.setKeepAlive = (enable, initialDelay) => {
      if (socket.connecting) socket.once('connect', () => setKeepAlive(enable, initialDelay));
      else setKeepAlive(enable, initialDelay);
      return socket;
    };
    return socket;
  }
}
