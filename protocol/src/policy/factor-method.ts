import { z } from 'zod';

/**
 * The kinds of second factor. `break-glass` is a code that the help desk gives once to somebody who has lost theirs: no
 * policy names it, and it is there for whoever has a live one. `recovery-code` is one of a set that a person keeps on paper:
 * a door takes it or not, whatever methods the policy names there.
 */
export const FactorMethod = z.enum(['totp', 'hotp', 'email', 'break-glass', 'recovery-code']);
export type FactorMethod = z.infer<typeof FactorMethod>;

/** The kinds that a policy can name. Doors that come later add theirs to both. */
export const PolicyFactorMethod = FactorMethod.exclude(['break-glass', 'recovery-code']);
export type PolicyFactorMethod = z.infer<typeof PolicyFactorMethod>;
