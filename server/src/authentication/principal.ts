import type { DirectoryAccount } from '../directory/directory.js';

/** Whoever a typed name stands for. */
export interface Principal {
  /** The directory's immutable id, or `phantom/…` for a name that nobody has. */
  id: string;
  /** Undefined for a name that nobody has: it is treated like a user whose password nobody knows (R38). */
  account: DirectoryAccount | undefined;
}
