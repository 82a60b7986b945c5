import { z } from 'zod';

/**
 * The kinds of second factor. `break-glass` is a code that the help desk gives once to somebody who has lost theirs: no
 * policy names it, and it is there for whoever has a live one.
 */
export const FactorMethod = z.enum(['totp', 'hotp', 'email', 'break-glass']);
export type FactorMethod = z.infer<typeof FactorMethod>;

/** The kinds that a policy can name. Doors that come later add theirs to both. */
export const PolicyFactorMethod = FactorMethod.exclude(['break-glass']);
export type PolicyFactorMethod = z.infer<typeof PolicyFactorMethod>;
