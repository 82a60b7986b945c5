import type { Terminal } from './terminal.js';

/** Where a command's result goes: as text for people, or with `--json` as one JSON value on one line. */
export class Output {
  readonly #terminal: Terminal;
  readonly #json: boolean;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  /** Shows a result; `text` is asked for only when a person reads. */
  show(value: unknown, text: (columns: number) => string): void {
    this.#terminal.print(this.#json ? JSON.stringify(value) : text(this.#terminal.columns));
  }
}
