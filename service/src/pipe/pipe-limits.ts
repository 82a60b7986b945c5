/** What the service grants its clients. LogonUI needs one pipe and a tile for each user that it enumerates. */
export interface PipeLimits {
  /** Clients at once. For one more, the oldest without an open tile is closed. */
  clients: number;
  /** Clients that have open tiles at once. Less than `clients`, so that there is always one to close for a newcomer. */
  clientsWithTiles: number;
  /** Tiles open at once on one pipe. */
  tiles: number;
  /** A client says hello within this, in milliseconds, or is closed. */
  helloMs: number;
  /** A frame that began is complete within this, in milliseconds, or its client is closed. */
  frameMs: number;
  /** A client without an open tile is closed after this, in milliseconds. */
  idleMs: number;
  /** Frames (and reads) of one client before others have their turn. One that opens a tile takes a tenth of a millisecond. */
  framesPerTurn: number;
}

export const PIPE_LIMITS: PipeLimits = {
  // Every session of a terminal server that stands at its lock screen is one. The addon serves at most 250.
  clients: 240,
  clientsWithTiles: 224,
  tiles: 64,
  helloMs: 10_000,
  frameMs: 10_000,
  idleMs: 15 * 60_000,
  framesPerTurn: 8,
};
