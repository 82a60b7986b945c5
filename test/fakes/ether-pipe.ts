import type { Caller } from '../../service/src/pipe/caller.js';
import { PipeNameTakenError } from '../../service/src/pipe/pipe-listener.js';
import type { PipeListener, PipeStream, TakeBytes } from '../../service/src/pipe/pipe-listener.js';
import { fakeCaller } from './fake-caller.js';

/** The client's end of a pipe through the ether. */
export interface EtherClient {
  /** What the service wrote and the client has not taken yet. */
  take(): Uint8Array;
  write(bytes: Uint8Array): void;
  onData(callback: (bytes: Uint8Array) => void): void;
  onClose(callback: () => void): void;
  close(): void;
  readonly closed: boolean;
}

/** A pipe without an operating system: bytes arrive at once, and callers are whom the test says. */
export class EtherPipe implements PipeListener {
  #onClient: ((stream: PipeStream) => void) | undefined;
  readonly #closers = new Set<() => void>();
  /** Set when somebody else serves the name. */
  taken = false;

  async listen(onClient: (stream: PipeStream) => void): Promise<void> {
    if (this.taken || this.#onClient !== undefined) throw new PipeNameTakenError('taken');
    this.#onClient = onClient;
  }

  async close(): Promise<void> {
    this.#onClient = undefined;
    for (const close of [...this.#closers]) close();
  }

  /** Hands the listener a stream of the test's own making. @throws Error when nobody listens */
  deliver(stream: PipeStream): void {
    if (this.#onClient === undefined) throw new Error('nobody listens');
    this.#onClient(stream);
  }

  /** @throws Error when nobody listens */
  connect(facts: Partial<Caller> = {}): EtherClient {
    if (this.#onClient === undefined) throw new Error('nobody listens');
    let closed = false;
    let received: Uint8Array[] = [];
    let toService: TakeBytes = () => undefined;
    let busy: Promise<void> | undefined;
    const waiting: Uint8Array[] = [];
    const deliver = (bytes: Uint8Array): void => {
      if (busy !== undefined) {
        waiting.push(bytes);
        return;
      }
      busy = toService(bytes);
      void busy?.then(() => {
        busy = undefined;
        for (const next of waiting.splice(0)) deliver(next);
      });
    };
    let toClient: ((bytes: Uint8Array) => void) | undefined;
    const closings: (() => void)[] = [];
    const close = (): void => {
      if (closed) return;
      closed = true;
      this.#closers.delete(close);
      for (const closing of closings) closing();
    };
    this.#closers.add(close);
    const take = (): Uint8Array => {
      const bytes = Buffer.concat(received);
      received = [];
      return bytes;
    };
    this.#onClient({
      caller: fakeCaller(facts),
      write(bytes) {
        if (closed) return;
        if (toClient === undefined) received.push(new Uint8Array(bytes));
        else toClient(new Uint8Array(bytes));
      },
      onData: (callback) => {
        toService = callback;
      },
      onClose: (callback) => void closings.push(callback),
      close,
    });
    return {
      take,
      write: (bytes) => {
        if (!closed) deliver(new Uint8Array(bytes));
      },
      onData: (callback) => {
        toClient = callback;
        const early = take();
        if (early.length > 0) callback(early);
      },
      onClose: (callback) => {
        if (closed) callback();
        else closings.push(callback);
      },
      close,
      get closed() {
        return closed;
      },
    };
  }
}
