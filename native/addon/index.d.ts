/** What happens on a pipe. `win32` is the number of a Windows error. */
export type PipeEvent =
  | {
      type: 'client';
      client: number;
      pid: number;
      session: number;
      sid: string;
      image: string;
    }
  | { type: 'data'; client: number; bytes: Buffer }
  | { type: 'closed'; client: number }
  | { type: 'warning'; client: 0; what: 'listen' | 'identify' | 'silent' | 'read'; win32: number };

export interface PipeServerOptions {
  name: string;
  /** Security descriptor of the pipe, in SDDL. */
  sddl: string;
  /** Clients served at the same time; at most 250. */
  maxClients: number;
  /** Bytes that wait for one client; a client that lets more pile up is cut off. */
  maxQueuedBytes: number;
  /** A client that says nothing for so long after connecting is cut off. */
  firstByteMs: number;
}

/**
 * Serves a named pipe from a thread of its own. A client is announced when its first bytes arrive; after each `data` its
 * next bytes are read when `resume` is called.
 */
export class PipeServer {
  /**
   * Listens when it returns.
   *
   * @throws an error with `code` `name-taken` when somebody else serves the name, else `cannot-listen` and `win32`
   */
  constructor(options: PipeServerOptions, callback: (event: PipeEvent) => void);
  /** The descriptor that the pipe really has, in SDDL. */
  readonly descriptor: string | undefined;
  resume(client: number): void;
  write(client: number, bytes: Uint8Array): void;
  /** Closes after what was written before has been sent, or after a second. */
  close(client: number): void;
  /** Closes every client likewise and ends the thread. */
  stop(): Promise<void>;
}

export type ServiceEvent =
  /** The service control manager has started us: report `running` when ready. */
  | { type: 'started' }
  /** `detail` is dwEventType, `session` the session it is about. */
  | {
      type: 'control';
      control: 'stop' | 'shutdown' | 'session-change' | 'power';
      detail: number;
      session: number;
    }
  /** `win32` 1063: this process was not started by the service control manager. */
  | { type: 'ended'; win32: number };

/** Connects the process to the service control manager; one per process. */
export class ServiceControl {
  constructor(name: string, callback: (event: ServiceEvent) => void);
  /** Returns at once. Nothing is reported after `stopped`. */
  report(
    state: 'start-pending' | 'running' | 'stop-pending' | 'stopped',
    waitHintMs?: number,
    exitCode?: number,
  ): void;
}

/** The SID that this process runs as. */
export function currentUserSid(): string;
