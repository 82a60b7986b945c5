import { connect } from 'node:net';
import type { Socket } from 'node:net';

import { FrameReader, PIPE_VERSION, decodeMessage, encodeMessage } from '@gatehouse/protocol';
import type { DllMessage, ServiceMessage } from '@gatehouse/protocol';

import { Tile, helloOf } from './tile.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** The pipe between tile and service. Plays the DLL: the same frames over a Unix socket. */
export class TileConnection implements Disposable {
  readonly #socket: Socket;
  readonly #tiles = new Map<number, Tile>();
  #lastConversation = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects and agrees on a version. @throws Error when nobody serves the socket, or no version is common */
  static async open(socketPath: string, language = 'en'): Promise<TileConnection> {
    const socket = connect(socketPath);
    const connection = new TileConnection(socket);
    try {
      await connection.#greet(language);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    socket.setTimeout(0);
    return connection;
  }

  async #greet(language: string): Promise<void> {
    const socket = this.#socket;
    await new Promise<void>((resolve, reject) => {
      const reader = new FrameReader();
      socket.setTimeout(CONNECT_TIMEOUT_MS, () => reject(new Error('the service does not answer')));
      socket.once('connect', () => this.#send(0, helloOf(language)));
      socket.on('error', reject);
      socket.once('close', () => {
        reject(new Error('the service closed the pipe'));
        this.#closed();
      });
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const bytes of reader.push(chunk)) {
            const frame = decodeMessage(bytes);
            const message = frame.message as ServiceMessage;
            if (frame.conversation !== 0) this.#tiles.get(frame.conversation)?.receive(message);
            else if (message.type === 'welcome') resolve();
            else if (message.type === 'fault') reject(new Error(message.text));
          }
        } catch (error) {
          socket.destroy(error instanceof Error ? error : undefined);
        }
      });
    });
  }

  /** Opens a tile; without a SID it is the "other user" tile. */
  openTile(who: { tileSid: string; userName: string } = { tileSid: '', userName: '' }): Tile {
    const conversation = ++this.#lastConversation;
    const tile = new Tile((message) => this.#send(conversation, message), who);
    this.#tiles.set(conversation, tile);
    return tile;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #send(conversation: number, message: DllMessage): void {
    if (this.#socket.destroyed) return;
    this.#socket.write(encodeMessage({ version: PIPE_VERSION, conversation, message }));
  }

  #closed(): void {
    for (const tile of this.#tiles.values()) {
      tile.receive({ type: 'fault', code: 'pipe.closed', text: 'The service closed the pipe.' });
    }
  }
}
