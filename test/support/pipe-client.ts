import { connect } from 'node:net';

import {
  FrameReader,
  OLDEST_PIPE_VERSION,
  PIPE_VERSION,
  decodeMessage,
  encodeMessage,
} from '@gatehouse/protocol';
import type {
  DllMessage,
  PipeScenario,
  Screen,
  ScreenField,
  ServiceMessage,
  SlotName,
} from '@gatehouse/protocol';

/** The client's end of any pipe: a socket, or {@link EtherClient}. */
export interface ClientTransport {
  write(bytes: Uint8Array): void;
  onData(callback: (bytes: Uint8Array) => void): void;
  onClose(callback: () => void): void;
  close(): void;
}

export type Grant = Extract<ServiceMessage, { type: 'grant' }>;
export type Fault = Extract<ServiceMessage, { type: 'fault' }>;
/** What ends a wait: progress does not. */
export type Outcome = Extract<ServiceMessage, { type: 'screen' | 'grant' | 'done' | 'fault' }>;

const WAIT_MS = 15_000;

/** Opens the transport to a Unix socket. */
export async function connectSocket(path: string): Promise<ClientTransport> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    write: (bytes) => void socket.write(bytes),
    onData: (callback) => void socket.on('data', callback),
    onClose: (callback) => void socket.on('close', callback),
    close: () => socket.destroy(),
  };
}

/** Plays the DLL on one pipe: frames, hello, and a tile a conversation. */
export class PipeClient implements Disposable {
  readonly #transport: ClientTransport;
  readonly #tiles = new Map<number, PipeTile>();
  readonly #reader = new FrameReader();
  #last = 0;
  #closed = false;
  /** Of the frames: until both have agreed, the oldest that is spoken. */
  #version: number = OLDEST_PIPE_VERSION;
  #greeted: { resolve(): void; reject(error: Error): void } | undefined;
  serviceVersion = '';

  private constructor(transport: ClientTransport) {
    this.#transport = transport;
    transport.onClose(() => {
      this.#closed = true;
      this.#greeted?.reject(new Error('the pipe was closed'));
      for (const tile of this.#tiles.values()) tile.closed();
    });
    transport.onData((bytes) => {
      for (const frame of this.#reader.push(bytes)) this.#receive(frame);
    });
  }

  /** Says hello and waits for the welcome. */
  static async open(
    transport: ClientTransport,
    hello: {
      scenario?: PipeScenario;
      remote?: boolean;
      language?: string;
      newestVersion?: number;
    } = {},
  ): Promise<PipeClient> {
    const client = new PipeClient(transport);
    await new Promise<void>((resolve, reject) => {
      client.#greeted = { resolve, reject };
      client.send(0, {
        type: 'hello',
        oldestVersion: OLDEST_PIPE_VERSION,
        newestVersion: PIPE_VERSION,
        scenario: 'logon',
        remote: false,
        language: 'en-GB',
        providerVersion: '0.1.0',
        ...hello,
      });
    });
    return client;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Opens a tile and waits for its first screen. */
  async openTile(who: { sid?: string; userName?: string } = {}): Promise<PipeTile> {
    if (this.#closed) throw new Error('the pipe was closed');
    const number = ++this.#last;
    const tile = new PipeTile((message) => this.send(number, message));
    this.#tiles.set(number, tile);
    const first = tile.next();
    this.send(number, { type: 'open', tileSid: who.sid ?? '', userName: who.userName ?? '' });
    await first;
    return tile;
  }

  send(conversation: number, message: DllMessage): void {
    this.#transport.write(encodeMessage({ version: this.#version, conversation, message }));
  }

  [Symbol.dispose](): void {
    this.#transport.close();
  }

  #receive(bytes: Uint8Array): void {
    const { conversation, message } = decodeMessage(bytes);
    if (conversation !== 0) {
      this.#tiles.get(conversation)?.receive(message as ServiceMessage);
    } else if (message.type === 'welcome') {
      this.serviceVersion = message.serviceVersion;
      this.#version = message.version;
      this.#greeted?.resolve();
    } else if (message.type === 'fault') {
      this.#greeted?.reject(new Error(message.code));
    }
  }
}

/** One tile, as a person sees and uses it. */
export class PipeTile {
  readonly #send: (message: DllMessage) => void;
  readonly #fields = new Map<SlotName, ScreenField>();
  readonly #waiting: { resolve(outcome: Outcome): void; reject(error: Error): void }[] = [];
  /** Everything the service sent, in order. */
  readonly received: ServiceMessage[] = [];
  #closed = false;
  screen: Screen | undefined;
  grant: Grant | undefined;
  /** What the tile said when it was done. */
  done: string | undefined;
  fault: Fault | undefined;

  constructor(send: (message: DllMessage) => void) {
    this.#send = send;
  }

  /** The text of the present screen's message. */
  get message(): string {
    return this.screen?.message?.text ?? '';
  }

  /** Texts of the progress messages so far. */
  get progress(): string[] {
    return this.received.flatMap((message) => (message.type === 'progress' ? [message.text] : []));
  }

  /** A field of the present screen; undefined when it is hidden. */
  field(slot: SlotName): ScreenField | undefined {
    return this.#fields.get(slot);
  }

  /** Waits for what comes after now: a screen, a grant, that it is done, or a fault. */
  async next(): Promise<Outcome> {
    if (this.#closed) throw new Error('the pipe was closed');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the service says nothing')), WAIT_MS);
      this.#waiting.push({
        resolve: (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  /** Submits values on the present screen and waits for what comes of it. */
  async submit(values: Partial<Record<SlotName, string>>): Promise<Outcome> {
    const outcome = this.next();
    this.submitOn(this.screen?.id ?? 0, values);
    return outcome;
  }

  /** Submits on any screen id, without waiting. */
  submitOn(screen: number, values: Partial<Record<SlotName, string>>): void {
    const inputs = Object.entries(values).map(([slot, value]) => ({
      slot: slot as SlotName,
      value: Buffer.from(value, 'utf8'),
    }));
    this.#send({ type: 'submit', screen, inputs });
  }

  /** Follows the link whose text matches, or that has the slot's name. */
  async follow(link: RegExp | SlotName): Promise<Outcome> {
    const slot = typeof link === 'string' ? link : this.linkOf(link);
    const outcome = this.next();
    this.#send({ type: 'choose', screen: this.screen?.id ?? 0, slot });
    return outcome;
  }

  /** Follows a link of any screen id, without waiting. */
  chooseOn(screen: number, slot: SlotName): void {
    this.#send({ type: 'choose', screen, slot });
  }

  linkOf(text: RegExp): SlotName {
    for (const [slot, field] of this.#fields) {
      if (slot.startsWith('link') && text.test(field.text ?? '')) return slot;
    }
    throw new Error(`no link ${String(text)}`);
  }

  async cancel(): Promise<Outcome> {
    const outcome = this.next();
    this.#send({ type: 'cancel' });
    return outcome;
  }

  async report(ntStatus: number, subStatus = 0): Promise<Outcome> {
    const outcome = this.next();
    this.#send({ type: 'report', ntStatus, subStatus });
    return outcome;
  }

  close(): void {
    this.#send({ type: 'close' });
  }

  receive(message: ServiceMessage): void {
    this.received.push(message);
    if (message.type === 'screen') {
      this.screen = message.screen;
      this.#fields.clear();
      for (const field of message.screen.fields) {
        if (field.state !== 'hidden') this.#fields.set(field.slot, field);
      }
    } else if (message.type === 'grant') this.grant = message;
    else if (message.type === 'fault') this.fault = message;
    else if (message.type === 'done') this.done = message.text;
    else return;
    this.#waiting.shift()?.resolve(message);
  }

  closed(): void {
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new Error('the pipe was closed'));
  }
}
