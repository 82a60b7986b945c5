import type { SlotName } from '@gatehouse/protocol';

import type { TileConnection } from '../pipe/tile-connection.js';
import type { Tile, TileState } from '../pipe/tile.js';
import type { Desk, Sight } from './desk.js';

/** A desk at the service's pipe: the same client as the tile in the terminal. */
export class PipeDesk implements Desk {
  readonly #connection: TileConnection;
  #tile: Tile | undefined;

  constructor(connection: TileConnection) {
    this.#connection = connection;
  }

  async open(): Promise<Sight> {
    this.#tile = this.#connection.openTile();
    return see(this.#tile, await this.#tile.settled());
  }

  async submit(values: Partial<Record<SlotName, string>>): Promise<Sight> {
    const tile = this.#requireTile();
    for (const [slot, value] of Object.entries(values)) tile.type(slot as SlotName, value);
    tile.submit();
    return see(tile, await tile.settled());
  }

  async follow(link: SlotName): Promise<Sight> {
    const tile = this.#requireTile();
    tile.follow(link);
    return see(tile, await tile.settled());
  }

  leave(): Promise<void> {
    this.#tile?.finish();
    this.#tile = undefined;
    return Promise.resolve();
  }

  #requireTile(): Tile {
    if (this.#tile === undefined) throw new Error('no tile is open');
    return this.#tile;
  }
}

function see(tile: Tile, state: TileState): Sight {
  switch (state.kind) {
    case 'screen':
      return {
        kind: 'screen',
        inputs: tile.inputs().map(({ slot }) => slot),
        options: tile.inputs().find(({ slot }) => slot === 'choice')?.options ?? [],
        message: state.screen.message,
        text: [
          ...state.screen.fields.map(({ text }) => text ?? ''),
          state.screen.message?.text ?? '',
        ]
          .filter((text) => text !== '')
          .join('\n'),
      };
    case 'granted':
      return { kind: 'granted', ...state.serialization };
    case 'fault':
      return { kind: 'fault', code: state.code };
    case 'opening':
      throw new Error('the tile has not settled');
  }
}
