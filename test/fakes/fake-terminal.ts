import type { Terminal } from '../../server/src/cli/terminal.js';

/** A terminal in memory: the input is given beforehand, the output is kept. */
export class FakeTerminal implements Terminal {
  readonly styled = false;
  columns = 100;
  readonly interactive: boolean;
  /** What was asked for, in order; secrets are marked. */
  readonly prompts: string[] = [];
  readonly #input: string[];
  readonly #output: string[] = [];
  readonly #errors: string[] = [];
  #interrupt: () => void = () => undefined;
  readonly #interrupted = new Promise<void>((resolve) => (this.#interrupt = resolve));

  constructor(options: { input?: string[]; interactive?: boolean } = {}) {
    this.#input = [...(options.input ?? [])];
    this.interactive = options.interactive ?? false;
  }

  get output(): string {
    return this.#output.join('\n');
  }

  get errors(): string {
    return this.#errors.join('\n');
  }

  print(text: string): void {
    this.#output.push(text);
  }

  printError(text: string): void {
    this.#errors.push(text);
  }

  readLine(prompt: string): Promise<string | undefined> {
    this.prompts.push(prompt);
    return Promise.resolve(this.#input.shift());
  }

  readSecret(prompt: string): Promise<string | undefined> {
    this.prompts.push(`secret: ${prompt}`);
    return Promise.resolve(this.#input.shift());
  }

  interrupted(): Promise<void> {
    return this.#interrupted;
  }

  /** The person presses Ctrl-C. */
  interrupt(): void {
    this.#interrupt();
  }

  close(): void {
    this.#input.length = 0;
  }
}
