import type { z } from 'zod';

/** One environment variable: what it means, what it may be, what it is when unset. Declared once, documented from here. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  schema: S;
  description: string;
  /** The default in words, where the schema has none of its own. */
  otherwise?: string;
}

export function setting<S extends z.ZodType>(
  schema: S,
  description: string,
  otherwise?: string,
): Setting<S> {
  return otherwise === undefined ? { schema, description } : { schema, description, otherwise };
}
