/** A month as the chain names it: `2026-03`, UTC. */
export function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/** The month that is so many months later; earlier for a negative number. */
export function addMonths(month: string, count: number): string {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  return monthOf(new Date(Date.UTC(year, ofYear - 1 + count, 1)));
}

export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}
