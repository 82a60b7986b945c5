import type { Caller } from './caller.js';

/** Takes bytes of a client. A promise is for what cannot be done at once; it never rejects. */
export type TakeBytes = (bytes: Uint8Array) => Promise<void> | undefined;

/** One connected client. Bytes only: frames are cut and read by `pipe-connection.ts`. */
export interface PipeStream {
  readonly caller: Caller;
  /** Queues bytes; the listener closes a client that does not read (bounded backlog). */
  write(bytes: Uint8Array): void;
  /** Set once, before the first byte is delivered. Nothing more is delivered while the promise that it returned is pending. */
  onData(callback: TakeBytes): void;
  onClose(callback: () => void): void;
  close(): void;
}

/** Port: accepts clients on the credential pipe. The adapter owns name, access control and caller identity. */
export interface PipeListener {
  /** Begins to listen. @throws PipeNameTakenError when somebody else already serves the name (R17) */
  listen(onClient: (stream: PipeStream) => void): Promise<void>;
  /** Stops listening and closes every client. */
  close(): Promise<void>;
}

/** Somebody else serves our pipe's name: the service must not start beside it. */
export class PipeNameTakenError extends Error {
  override readonly name = 'PipeNameTakenError';
}
