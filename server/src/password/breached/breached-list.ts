import type { administration } from '@gatehouse/protocol';

/** Port: passwords that are known to attackers. */
export interface BreachedList {
  /** Whether the password (UTF-8) is on it; undefined when there is no list, or none that can be read. */
  has(password: Uint8Array): Promise<boolean | undefined>;
  /** Whether it can be asked, as far as is known: it is looked at when the server starts. */
  readonly isPresent: boolean;
  /** Looks at much of it, for an administrator. */
  check(): Promise<administration.PasswordListCheck>;
  close(): Promise<void>;
}

/** Where none is configured. */
export const noBreachedList: BreachedList = {
  has: () => Promise.resolve(undefined),
  isPresent: false,
  check: () => Promise.resolve({ configured: false, ok: false }),
  close: () => Promise.resolve(),
};
