/** Port: the person or script in front of the program. */
export interface Terminal {
  /** Whether somebody sits there; else the input is a pipe or a file. */
  readonly interactive: boolean;
  /** Whether the output is a screen that may be coloured. */
  readonly styled: boolean;
  /** Columns of the output; a generous number when it is not a screen. */
  readonly columns: number;
  print(text: string): void;
  printError(text: string): void;
  /** The next line of input, without its end; undefined at the end of the input. */
  readLine(prompt: string): Promise<string | undefined>;
  /** As {@link readLine}, and what is typed is not shown. @throws InterruptedError on Ctrl-C */
  readSecret(prompt: string): Promise<string | undefined>;
  /** Resolves when the person wants a running command to end. */
  interrupted(): Promise<void>;
  /** Lets go of the input, so that the program can end. */
  close(): void;
}

/** The person pressed Ctrl-C at a prompt. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
