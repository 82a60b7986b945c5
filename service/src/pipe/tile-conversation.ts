import type { DllMessage } from '@gatehouse/protocol/pipe';

export type TileMessage = Exclude<DllMessage, { type: 'hello' | 'open' | 'close' }>;

/** What the connection hands a tile's messages to. */
export interface TileConversation {
  start(): void;
  /** Values in the message are wiped when this returns. */
  handle(message: TileMessage): void;
  end(): void;
}
