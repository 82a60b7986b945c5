import type { PipeEvent, PipeServer } from '@gatehouse/addon';

import type { Caller } from '../pipe/caller.js';
import { PipeNameTakenError } from '../pipe/pipe-listener.js';
import type { PipeListener, PipeStream, TakeBytes } from '../pipe/pipe-listener.js';
import { CREDENTIAL_PIPE_NAME } from './names.js';
import { loadNativeAddon } from './native-addon.js';
import { CREDENTIAL_PIPE_SDDL } from './security-descriptors.js';

export interface NativePipeListenerOptions {
  /** Without `\\.\pipe\`; the credential pipe unless told. */
  name?: string | undefined;
  /** {@link CREDENTIAL_PIPE_SDDL} unless told. */
  sddl?: string | undefined;
  maxClients?: number | undefined;
  maxQueuedBytes?: number | undefined;
  firstByteMs?: number | undefined;
  /** A client was refused (`identify`, `silent`), or the pipe is short of instances (`listen`); with the Windows error. */
  onWarning?: ((what: string, win32: number) => void) | undefined;
}

/**
 * The most that the addon allows. More than the service keeps (`PIPE_LIMITS`): who is closed there, and who has not spoken
 * yet, still has an instance of the pipe.
 */
const MAX_CLIENTS = 250;
/** Four of the largest frames, or hundreds of screens. All clients together are to fit into the memory of a workstation. */
const MAX_QUEUED_BYTES = 262_144;
/** The provider speaks first, and at once. */
const FIRST_BYTE_MS = 10_000;

/**
 * Named pipes with our own security descriptor and with the identity of each client, which Node's `net` cannot give.
 * A client is announced with its first bytes: only then does Windows let us ask who opened the pipe.
 */
export class NativePipeListener implements PipeListener {
  readonly #options: NativePipeListenerOptions;
  readonly #streams = new Map<number, NativePipeStream>();
  #server: PipeServer | undefined;

  constructor(options: NativePipeListenerOptions = {}) {
    this.#options = options;
  }

  /** The security descriptor that the pipe really has, in SDDL; undefined when it does not listen. */
  get descriptor(): string | undefined {
    return this.#server?.descriptor;
  }

  /**
   * @throws PipeNameTakenError when somebody else serves the name
   * @throws Error with `code` `cannot-listen` and `win32`; 5 (access denied) where the service has no service SID
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async listen(onClient: (stream: PipeStream) => void): Promise<void> {
    const { name, sddl, maxClients, maxQueuedBytes, firstByteMs } = this.#options;
    const options = {
      name: `\\\\.\\pipe\\${name ?? CREDENTIAL_PIPE_NAME}`,
      sddl: sddl ?? CREDENTIAL_PIPE_SDDL,
      maxClients: maxClients ?? MAX_CLIENTS,
      maxQueuedBytes: maxQueuedBytes ?? MAX_QUEUED_BYTES,
      firstByteMs: firstByteMs ?? FIRST_BYTE_MS,
    };
    const { PipeServer } = loadNativeAddon();
    try {
      this.#server = new PipeServer(options, (event) => this.#handle(event, onClient));
    } catch (error) {
      if (isNameTaken(error)) throw new PipeNameTakenError(error.message, { cause: error });
      throw error;
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.stop();
  }

  #handle(event: PipeEvent, onClient: (stream: PipeStream) => void): void {
    switch (event.type) {
      case 'client': {
        const { client, pid, sid, session, image } = event;
        if (this.#server === undefined) return;
        const stream = new NativePipeStream(this.#server, client, { pid, sid, session, image });
        this.#streams.set(client, stream);
        onClient(stream);
        return;
      }
      case 'data':
        this.#streams.get(event.client)?.deliver(event.bytes);
        return;
      case 'closed': {
        const stream = this.#streams.get(event.client);
        this.#streams.delete(event.client);
        stream?.closed();
        return;
      }
      case 'warning':
        this.#options.onWarning?.(event.what, event.win32);
    }
  }
}

class NativePipeStream implements PipeStream {
  readonly caller: Caller;
  readonly #server: PipeServer;
  readonly #client: number;
  #onData: TakeBytes = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(server: PipeServer, client: number, caller: Caller) {
    this.#server = server;
    this.#client = client;
    this.caller = caller;
  }

  write(bytes: Uint8Array): void {
    this.#server.write(this.#client, bytes);
  }

  onData(callback: TakeBytes): void {
    this.#onData = callback;
  }

  onClose(callback: () => void): void {
    this.#onClose = callback;
  }

  close(): void {
    this.#server.close(this.#client);
  }

  deliver(bytes: Uint8Array): void {
    const pending = this.#onData(bytes);
    if (pending === undefined) this.#server.resume(this.#client);
    else void pending.then(() => this.#server.resume(this.#client));
  }

  closed(): void {
    this.#onClose();
  }
}

function isNameTaken(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === 'name-taken';
}
