/** Prints each step of a play and remembers whether all went as they should. */
export class Report {
  #failed = false;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  get passed(): boolean {
    return !this.#failed;
  }

  /** Runs a step. After a failure the others are not tried: they build on one another. */
  async step(name: string, run: () => Promise<string>): Promise<void> {
    if (this.#failed) {
      this.#print(`skipped  ${name}`);
      return;
    }
    try {
      const detail = await run();
      this.#print(`ok       ${name}${detail === '' ? '' : `: ${detail.replaceAll('\n', ' ')}`}`);
    } catch (error) {
      this.#failed = true;
      this.#print(`FAILED   ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
