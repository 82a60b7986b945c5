import type { CodeShape } from '../factors/one-time-code.js';

/** A token as an import file describes it. Whoever reads the seed wipes it. */
export interface ImportedToken {
  /** Where it stands in the file: a line, or `key 3`. */
  where: string;
  serial: string;
  /** As the directory knows the person; undefined for a token that nobody has yet. */
  user: string | undefined;
  method: 'totp' | 'hotp';
  seed: Uint8Array;
  shape: CodeShape;
  /** Of tokens with a clock. */
  periodSeconds: number | undefined;
  /** The counter of the next code, for tokens that count. */
  counter: number;
}

/** What is wrong with an import file. Texts name places and rules, never values: a value may be a secret. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
