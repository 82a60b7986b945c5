/** @throws Error for a check that comes too early: a mistake in the list of checks */
export function established<T>(fact: T | undefined, name: string): T {
  if (fact === undefined)
    throw new Error(`a check asked for the ${name} before it was established`);
  return fact;
}
