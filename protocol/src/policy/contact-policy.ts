import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Where people are reached. */
export const ContactPolicy = z.strictObject({
  email: z
    .enum(['directory', 'alternate', 'alternate-then-directory', 'directory-then-alternate'])
    .describe(
      "Where e-mailed codes go: the directory's mail attribute, an enrolled address, or both in order.",
    ),
});
export type ContactPolicy = z.infer<typeof ContactPolicy>;

export const DEFAULT_CONTACT: ContactPolicy = { email: 'directory-then-alternate' };

export const CONTACT_GROUP = policyGroup(ContactPolicy, DEFAULT_CONTACT, {
  classic: {
    email: {
      value: 'alternate-then-directory',
      because: 'Codes go to the alternate address that a person gave, where there is one.',
    },
  },
});
