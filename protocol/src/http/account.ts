import { z } from 'zod';

/** A Windows security identifier in its text form ([MS-DTYP] 2.4.2.1). */
export const Sid = z.string().regex(/^S-1-\d{1,15}(-\d{1,10}){1,15}$/, 'expected a SID as S-1-…');

/** The account that Windows logs on: the directory's own names, never the typed text. */
export const Account = z.strictObject({
  sid: Sid,
  netbiosDomain: z.string().max(256),
  samAccountName: z.string().min(1).max(256),
});
export type Account = z.infer<typeof Account>;

/** The directory's immutable id of a principal: realm and object id. */
export const PrincipalId = z.string().min(1).max(320);

/**
 * Names one password of a principal among those before and after it, without telling anything about it: when it was
 * set, as the directory counts.
 */
export const PasswordGeneration = z.string().regex(/^[0-9]{1,20}$/);
