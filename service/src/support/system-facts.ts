/** One thing that the operating system is asked, and what it is asked with. */
export interface SystemFact {
  /** The name of its file in the bundle. */
  name: string;
  /** Told to whoever waits. */
  what: string;
  read(): Promise<unknown>;
}

/** Port: what only the operating system knows of an installation. Nothing here is a secret. */
export interface SystemFacts {
  facts: readonly SystemFact[];
  /** Owner and rights of a file or folder. @throws Error when it cannot be read */
  securityOf: (path: string) => string;
}
