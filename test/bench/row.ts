/** One measured value against its budget. A row whose budget has parts has one of these for each. */
export interface Measurement {
  /** Which part of the row's budget. */
  part?: string;
  value: number;
  unit: string;
  budget: number;
  /** Whether the budget is the most or the least that the value may be. */
  limit: 'most' | 'least';
}

/** What a row is given. */
export interface BenchContext {
  /** Says what is being done, on standard error. */
  say: (message: string) => void;
}

/** A row of the table: prepares, measures, cleans up. @throws Error that says why nothing could be measured */
export interface Row {
  name: string;
  /** What is measured, over what. */
  about: string;
  measure(context: BenchContext): Promise<Measurement[]>;
}

export function isWithinBudget({ value, budget, limit }: Measurement): boolean {
  return limit === 'most' ? value <= budget : value >= budget;
}
