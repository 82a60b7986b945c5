import { z } from 'zod';

/** What an operator writes, for whoever reads the audit: one line that does nothing to a terminal or a log. */
export const Remark = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'expected one line without control characters');

/** Why an operator does something. */
export const Reason = Remark.min(3);
