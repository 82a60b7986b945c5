import { z } from 'zod';

/** The kinds of second factor that a policy can name. Doors that come later add theirs here. */
export const FactorMethod = z.enum(['totp', 'hotp', 'email']);
export type FactorMethod = z.infer<typeof FactorMethod>;
