/** Deletes rows that nothing can need any more. */
export interface Sweeper {
  readonly name: string;
  /** Deletes one bounded batch. @returns how many rows went; call again while it is not 0 */
  sweep(now: Date): Promise<number>;
}
