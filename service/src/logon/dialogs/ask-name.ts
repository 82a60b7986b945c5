import type { Input } from '@gatehouse/protocol/pipe';

import { readName } from '../inputs.js';
import type { Notice } from '../screens/drawing.js';
import { drawEntry } from '../screens/entry-screen.js';
import type { Texts } from '../texts/texts.js';
import type { Dialog, Move } from './dialog.js';

/** Who it is about: a link does not say what stands in the name field of its screen. */
export class AskName implements Dialog {
  readonly #texts: Texts;
  readonly #title: string;
  readonly #prompt: string;

  constructor(parameters: { texts: Texts; title: string; prompt: string }) {
    this.#texts = parameters.texts;
    this.#title = parameters.title;
    this.#prompt = parameters.prompt;
  }

  start(): Move {
    return this.#draw();
  }

  submit(inputs: readonly Input[]): Move {
    const read = readName(inputs, undefined, this.#texts);
    if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
    return { do: 'find', name: read.name };
  }

  follow(): Move {
    return { do: 'give-up' };
  }

  [Symbol.dispose](): void {
    // Nothing that was typed is kept.
  }

  #draw(notice?: Notice): Move {
    const texts = this.#texts;
    return {
      do: 'draw',
      drawing: drawEntry({
        texts,
        title: this.#title,
        prompt: this.#prompt,
        field: 'userName',
        keep: true,
        links: [['link4', { do: 'start-over' }, texts['code.start-over']]],
        notice,
      }),
    };
  }
}
