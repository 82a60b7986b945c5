import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

import { InterruptedError } from './terminal.js';
import type { Terminal } from './terminal.js';

const WIDE = 160;

/** The terminal of this process. */
export class NodeTerminal implements Terminal {
  readonly #input: ReadStream;
  #piped: AsyncIterator<string> | undefined;

  constructor(input: ReadStream = process.stdin) {
    this.#input = input;
  }

  get interactive(): boolean {
    return this.#input.isTTY;
  }

  /** Obeys https://no-color.org. */
  get styled(): boolean {
    return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  }

  get columns(): number {
    return process.stdout.isTTY ? process.stdout.columns : WIDE;
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  printError(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  async readLine(prompt: string): Promise<string | undefined> {
    return this.interactive ? this.#ask(prompt, process.stderr) : this.#nextPipedLine();
  }

  async readSecret(prompt: string): Promise<string | undefined> {
    if (!this.interactive) return this.#nextPipedLine();
    // readline echoes into its output: one that shows nothing keeps the secret off the screen.
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    try {
      const secret = this.#ask('', silent);
      // Only now does the terminal itself show nothing: who is quick, or pastes, types as soon as they are asked.
      process.stderr.write(prompt);
      return await secret;
    } finally {
      process.stderr.write('\n');
    }
  }

  async interrupted(): Promise<void> {
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }

  close(): void {
    this.#input.destroy();
  }

  #ask(prompt: string, output: NodeJS.WritableStream): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const reader: Interface = createInterface({
        input: this.#input,
        output,
        terminal: true,
        historySize: 0,
      });
      reader.once('SIGINT', () => {
        reject(new InterruptedError('interrupted'));
        reader.close();
      });
      reader.once('close', () => resolve(undefined));
      reader.question(prompt, (line) => {
        resolve(line);
        reader.close();
      });
    });
  }

  async #nextPipedLine(): Promise<string | undefined> {
    this.#piped ??= createInterface({ input: this.#input, terminal: false })[
      Symbol.asyncIterator
    ]();
    const next = await this.#piped.next();
    return next.done === true ? undefined : next.value;
  }
}
