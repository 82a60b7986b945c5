/** What the core needs of a logger; winston's fits. Never given a secret. */
export interface CoreLogger {
  warn(message: string, facts: Record<string, unknown>): void;
}
