import type { SlotName } from '@gatehouse/protocol';

import type { Tile } from '../pipe/tile.js';
import type { Command } from './keyboard.js';
import { charactersOf } from './text.js';

/** Which field of a tile has the keyboard, and what keys do there. */
export class Focus {
  readonly #tile: Tile;
  #slot: SlotName | undefined;
  #screen: number | undefined;

  constructor(tile: Tile) {
    this.#tile = tile;
  }

  /** The focused slot. A new screen sets its own focus. */
  get slot(): SlotName | undefined {
    const { state } = this.#tile;
    if (state.kind !== 'screen') return undefined;
    if (state.screen.id !== this.#screen) {
      this.#screen = state.screen.id;
      this.#slot = state.screen.focus;
    }
    const stops = this.#stops();
    if (this.#slot === undefined || !stops.includes(this.#slot)) this.#slot = stops[0];
    return this.#slot;
  }

  /** Carries out a command on the tile. Nothing is done while an answer is awaited, but for cancelling. */
  apply(command: Command): void {
    if (command.type === 'cancel') this.#tile.cancel();
    if (this.#tile.waiting) return;
    const slot = this.slot;
    switch (command.type) {
      case 'text':
        this.#typeText(slot, command.text);
        break;
      case 'erase':
        this.#edit(slot, (value) => charactersOf(value).slice(0, -1).join(''));
        break;
      case 'erase-all':
        this.#edit(slot, () => '');
        break;
      case 'next':
        this.#move(1);
        break;
      case 'previous':
        this.#move(-1);
        break;
      case 'choose':
        this.#choose(slot, command.step);
        break;
      case 'submit':
        this.#submit(slot);
        break;
      case 'link':
        this.#follow(command.slot);
        break;
      case 'cancel':
      case 'toggle-qr':
      case 'toggle-server':
      case 'end':
        break;
    }
  }

  /** Enter on a field that is not the last empty one goes on to the next, as people expect at a logon. */
  #submit(slot: SlotName | undefined): void {
    if (slot?.startsWith('link') === true) {
      this.#tile.follow(slot);
      return;
    }
    const inputs = this.#tile.inputs().map((field) => field.slot);
    const nextEmpty = inputs
      .slice(inputs.findIndex((each) => each === slot) + 1)
      .find((each) => this.#tile.valueOf(each) === '');
    if (nextEmpty === undefined) this.#tile.submit();
    else this.#slot = nextEmpty;
  }

  #typeText(slot: SlotName | undefined, text: string): void {
    if (slot?.startsWith('link') === true) {
      if (/^[1-4]$/.test(text)) this.#follow(`link${text}` as SlotName);
      return;
    }
    this.#edit(slot, (value) => value + text);
  }

  #follow(slot: SlotName): void {
    if (this.#tile.links().some((link) => link.slot === slot)) this.#tile.follow(slot);
  }

  #edit(slot: SlotName | undefined, change: (value: string) => string): void {
    if (slot === undefined || slot === 'choice' || slot.startsWith('link')) return;
    this.#tile.type(slot, change(this.#tile.valueOf(slot)));
  }

  #choose(slot: SlotName | undefined, step: 1 | -1): void {
    const field = this.#tile.inputs().find((each) => each.slot === slot);
    if (field?.slot !== 'choice' || field.options === undefined) return;
    const count = field.options.length;
    const chosen = (Number(this.#tile.valueOf('choice')) + step + count) % count;
    this.#tile.type('choice', String(chosen));
  }

  #move(step: 1 | -1): void {
    const stops = this.#stops();
    const index = stops.findIndex((each) => each === this.#slot);
    this.#slot = stops[(index + step + stops.length) % stops.length];
  }

  #stops(): SlotName[] {
    return [...this.#tile.inputs(), ...this.#tile.links()].map(({ slot }) => slot);
  }
}
