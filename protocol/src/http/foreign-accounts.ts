import { z } from 'zod';

import { ForeignAccountId, WorkstationId } from '../ids.js';
import { Sid } from './account.js';
import { MAX_NAME_LENGTH } from './desktop.js';
import { Reason } from './reason.js';

/** "No security principal" ([MS-DTYP] 2.4.2.4): what a workstation says where Windows does not know the SID. */
const NULL_SID = 'S-1-0-0';

/** Two parts around one backslash, or none at all; neither holds what no name of Windows has. */
const ForeignName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .regex(
    /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/]+(\\[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\/]+)?$/u,
    'expected NAME or DOMAIN\\NAME',
  );

const shape = {
  /** Where the account is; without it, on every workstation. */
  workstationId: WorkstationId.optional(),
  /** Without a workstation it is never one of a computer itself: clones of one image share those. */
  sid: Sid.optional(),
  /** On every workstation: `NAME` is that of an account of the computer itself, all others are `DOMAIN\NAME`. */
  name: ForeignName.optional(),
};

/** `POST /api/v1/foreign-accounts`: whose factor is asked for when an account logs on that no directory has. */
export const MapForeignAccount = z
  .strictObject({
    ...shape,
    /** Whose factor, by a name that the directory finds. */
    user: z.string().min(1).max(MAX_NAME_LENGTH),
    reason: Reason,
  })
  .refine(({ sid, name }) => (sid === undefined) !== (name === undefined), 'name a SID or a name')
  .refine(({ sid }) => sid !== NULL_SID, 'this SID is nobody’s')
  .refine(
    ({ name, workstationId }) => name === undefined || workstationId === undefined,
    'a name is one on every workstation: name the account of one by its SID',
  );
export type MapForeignAccount = z.infer<typeof MapForeignAccount>;

export const ForeignAccount = z.strictObject({
  id: ForeignAccountId,
  ...shape,
  /** Who is mapped to it, and how the directory called them then. */
  principalId: z.string(),
  principalName: z.string(),
  reason: z.string(),
  mappedAt: z.iso.datetime(),
  /** Which operator did. */
  mappedBy: z.string(),
});
export type ForeignAccount = z.infer<typeof ForeignAccount>;

export const ForeignAccountQuery = z.strictObject({
  /** Those that hold at this workstation, whether for it alone or for every one. */
  workstationId: WorkstationId.optional(),
  /** The id that the page before ended with: its `next`. */
  after: ForeignAccountId.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type ForeignAccountQuery = z.infer<typeof ForeignAccountQuery>;

export const ForeignAccountList = z.strictObject({
  foreignAccounts: z.array(ForeignAccount),
  /** There are more after this id. */
  next: ForeignAccountId.optional(),
});
export type ForeignAccountList = z.infer<typeof ForeignAccountList>;
