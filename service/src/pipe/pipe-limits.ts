/** What the service grants its clients. LogonUI needs one pipe and a tile for each user that it enumerates. */
export interface PipeLimits {
  /** Clients at once. */
  clients: number;
  /** Tiles open at once on one pipe. */
  tiles: number;
  /** A client says hello within this, in milliseconds, or is closed. */
  helloMs: number;
  /** A frame that began is complete within this, in milliseconds, or its client is closed. */
  frameMs: number;
  /** A client without an open tile is closed after this, in milliseconds. */
  idleMs: number;
}

export const PIPE_LIMITS: PipeLimits = {
  clients: 32,
  tiles: 64,
  helloMs: 10_000,
  frameMs: 10_000,
  idleMs: 15 * 60_000,
};
