import {
  FrameError,
  FrameReader,
  MESSAGE_TYPES,
  OLDEST_PIPE_VERSION,
  PIPE_VERSION,
  decodeMessage,
  encodeMessage,
} from '@gatehouse/protocol/pipe';
import type { DllMessage, Frame, PipeMessage, ServiceMessage } from '@gatehouse/protocol/pipe';

import type { Logger } from '../logger.js';
import type { Texts } from '../logon/texts/texts.js';
import type { FairTurns } from './fair-turns.js';
import { converseInFirstPool } from './first-pool.js';
import type { PipeLimits } from './pipe-limits.js';
import type { PipeStream } from './pipe-listener.js';
import type { TileConversation } from './tile-conversation.js';

export type Hello = Extract<DllMessage, { type: 'hello' }>;

export interface PipeConnectionParameters {
  stream: PipeStream;
  /** Number of the client, for the log. */
  client: number;
  limits: PipeLimits;
  logger: Logger;
  serviceVersion: string;
  textsOf: (language: string) => Texts;
  /** Makes the conversation of a tile that was opened. */
  converse: (
    tile: { number: number; sid: string; userName: string },
    hello: Hello,
    send: (message: ServiceMessage) => void,
  ) => TileConversation;
  /** Whether one more client may have open tiles. Asked of a client that has none. */
  mayHaveTiles: () => boolean;
  /** Where a client waits that has more to say than is its own in one turn. */
  turns: FairTurns;
  onClose: () => void;
}

/** Wire numbers from here on are the service's to send. */
const FIRST_SERVICE_TYPE = 128;
/** Empty on the "other user" tile. */
const TILE_SID = /^$|^S-1-\d{1,15}(-\d{1,10}){1,15}$/;

/**
 * One client of the credential pipe: cuts frames, agrees on a version, and keeps a conversation for each of its
 * tiles. Whatever is not exactly the protocol closes the pipe (habit: no resynchronisation), and only this pipe.
 */
export class PipeConnection {
  readonly #parameters: PipeConnectionParameters;
  readonly #reader = new FrameReader();
  readonly #tiles = new Map<number, TileConversation>();
  #hello: Hello | undefined;
  #version: number = OLDEST_PIPE_VERSION;
  #closed = false;
  /** Reads and frames since this client let the event loop turn. */
  #spent = 0;
  #frameTimer: NodeJS.Timeout | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(parameters: PipeConnectionParameters) {
    this.#parameters = parameters;
    const { stream, limits } = parameters;
    this.#closeUnless(limits.helloMs, 'hello-timeout');
    stream.onData((bytes) => this.#read(bytes));
    stream.onClose(() => this.#end());
  }

  get hasTiles(): boolean {
    return this.#tiles.size > 0;
  }

  /** Closes the client to make room for another. */
  evict(): void {
    this.#close('evicted');
  }

  /** Tells every tile that the service goes, then closes. */
  stop(): void {
    const text = this.#texts()['fault.stopping'];
    for (const tile of this.#tiles.keys()) {
      this.#send(tile, { type: 'fault', code: 'service.stopping', text });
    }
    this.#close('stopping');
  }

  /** Pending where more came than is this client's in one turn of the event loop. */
  #read(bytes: Uint8Array): Promise<void> | undefined {
    const frames = this.#cut(bytes);
    // What comes in crumbs costs turns, too.
    this.#spent++;
    if (this.#spent + frames.length > this.#parameters.limits.framesPerTurn) {
      return this.#handleInTurns(frames, bytes);
    }
    for (const frame of frames) this.#handle(frame);
    this.#finish(frames, bytes);
    return undefined;
  }

  #cut(bytes: Uint8Array): Uint8Array[] {
    if (this.#closed) return [];
    try {
      const frames = this.#reader.push(bytes);
      // The next one has a time of its own.
      if (frames.length > 0) this.#stopFrameTimer();
      return frames;
    } catch (error) {
      this.#refuse(error);
      return [];
    }
  }

  /** Nobody else may wait for what one client has to say, the server's answers to others included. */
  async #handleInTurns(frames: Uint8Array[], bytes: Uint8Array): Promise<void> {
    for (const frame of frames) {
      if (this.#spent >= this.#parameters.limits.framesPerTurn) {
        await this.#parameters.turns.next();
        this.#spent = 0;
      }
      this.#spent++;
      this.#handle(frame);
    }
    this.#finish(frames, bytes);
  }

  #handle(frame: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#dispatch(decodeMessage(frame));
    } catch (error) {
      this.#refuse(error);
    } finally {
      // Frames carry passwords; a conversation has copied what it needs.
      frame.fill(0);
    }
  }

  #finish(frames: Uint8Array[], bytes: Uint8Array): void {
    for (const frame of frames) frame.fill(0);
    bytes.fill(0);
    this.#watchFrame();
  }

  #refuse(error: unknown): void {
    const { logger, client } = this.#parameters;
    if (error instanceof FrameError) {
      logger.warn('pipe.refused', { client, reason: error.code, detail: error.message });
    } else {
      // Not the client's doing, but what state we are in is no longer known.
      logger.error('pipe.fault', {
        client,
        reason: error instanceof Error ? error.name : 'unknown',
      });
    }
    this.#close('refused');
  }

  #dispatch({ version, conversation, message }: Frame): void {
    if (MESSAGE_TYPES[message.type] >= FIRST_SERVICE_TYPE) {
      throw new FrameError('unknown-type', `${message.type} is not the client's to send`);
    }
    if (this.#hello === undefined) {
      this.#greet(conversation, message);
      return;
    }
    if (version !== this.#version) {
      throw new FrameError('version', 'the frame is not of the version agreed on');
    }
    if (conversation === 0) {
      throw new FrameError('value', `${message.type} belongs to a tile`);
    }
    this.#dispatchTile(conversation, message as DllMessage, this.#hello);
  }

  #greet(conversation: number, message: PipeMessage): void {
    const { logger, client, serviceVersion } = this.#parameters;
    if (message.type !== 'hello' || conversation !== 0) {
      throw new FrameError('value', 'the first frame is a hello');
    }
    this.#hello = message;
    const version = Math.min(message.newestVersion, PIPE_VERSION);
    if (version < Math.max(message.oldestVersion, OLDEST_PIPE_VERSION)) {
      this.#send(0, { type: 'fault', code: 'pipe.version', text: this.#texts()['fault.version'] });
      throw new FrameError('version', 'no version in common');
    }
    this.#version = version;
    logger.info('pipe.opened', {
      client,
      scenario: message.scenario,
      remote: message.remote,
      version: message.providerVersion.slice(0, 64),
    });
    this.#send(0, { type: 'welcome', version, serviceVersion });
    this.#watchIdle();
  }

  #dispatchTile(tile: number, message: DllMessage, hello: Hello): void {
    switch (message.type) {
      case 'hello':
        throw new FrameError('value', 'hello is said once');
      case 'open':
        this.#open(tile, message, hello);
        return;
      case 'close':
        this.#tiles.get(tile)?.end();
        this.#forget(tile);
        return;
      default:
        // A tile that is closed here may still be spoken of on the way: that is no error.
        this.#tiles.get(tile)?.handle(message);
    }
  }

  #open(number: number, open: Extract<DllMessage, { type: 'open' }>, hello: Hello): void {
    const { limits, converse, mayHaveTiles } = this.#parameters;
    if (this.#tiles.has(number)) throw new FrameError('value', 'the tile is open already');
    const { tileSid: sid, userName } = open;
    if (!TILE_SID.test(sid)) {
      throw new FrameError('value', 'the SID of the tile is none');
    }
    if (this.#tiles.size >= limits.tiles) {
      this.#refuseTile(number, 'pipe.too-many-tiles', 'fault.too-many');
      return;
    }
    if (!this.hasTiles && !mayHaveTiles()) {
      this.#refuseTile(number, 'pipe.busy', 'fault.busy');
      return;
    }
    const send = (message: ServiceMessage) => {
      this.#send(number, message);
      // The DLL takes a fault as the end and does not close what is over.
      if (message.type === 'fault') this.#forget(number);
    };
    const tile = { number, sid, userName };
    const conversation =
      this.#version === 1
        ? converseInFirstPool(send, (drawn) => converse(tile, hello, drawn))
        : converse(tile, hello, send);
    this.#tiles.set(number, conversation);
    this.#watchIdle();
    conversation.start();
  }

  #refuseTile(tile: number, code: string, text: 'fault.too-many' | 'fault.busy'): void {
    const { logger, client } = this.#parameters;
    logger.warn(code, { client });
    this.#send(tile, { type: 'fault', code, text: this.#texts()[text] });
  }

  #forget(tile: number): void {
    if (this.#tiles.delete(tile)) this.#watchIdle();
  }

  #send(conversation: number, message: ServiceMessage): void {
    if (this.#closed) return;
    this.#parameters.stream.write(encodeMessage({ version: this.#version, conversation, message }));
  }

  #texts(): Texts {
    return this.#parameters.textsOf(this.#hello?.language ?? '');
  }

  /** A client that begins a frame and never ends it holds memory; nobody of ours does that. */
  #watchFrame(): void {
    if (this.#closed || this.#reader.pendingBytes === 0 || this.#frameTimer !== undefined) return;
    const { frameMs } = this.#parameters.limits;
    this.#frameTimer = setTimeout(() => this.#close('frame-timeout'), frameMs);
    this.#frameTimer.unref();
  }

  #stopFrameTimer(): void {
    clearTimeout(this.#frameTimer);
    this.#frameTimer = undefined;
  }

  #watchIdle(): void {
    clearTimeout(this.#idleTimer);
    if (!this.hasTiles) this.#closeUnless(this.#parameters.limits.idleMs, 'idle');
  }

  #closeUnless(milliseconds: number, reason: string): void {
    this.#idleTimer = setTimeout(() => this.#close(reason), milliseconds);
    this.#idleTimer.unref();
  }

  #close(reason: string): void {
    if (this.#closed) return;
    this.#parameters.logger.info('pipe.closing', { client: this.#parameters.client, reason });
    this.#parameters.stream.close();
    this.#end();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopFrameTimer();
    clearTimeout(this.#idleTimer);
    this.#reader.wipe();
    for (const tile of this.#tiles.values()) tile.end();
    this.#tiles.clear();
    this.#parameters.onClose();
  }
}
