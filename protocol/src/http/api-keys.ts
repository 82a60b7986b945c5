import { z } from 'zod';

import { ApiKeyId } from '../ids.js';
import { AccessGrant, GivenScope, Permission, Role } from './access.js';

const Instant = z.iso.datetime();

/** Who a key was made for, as the directory knew them then. */
const KeyPerson = z.strictObject({ principalId: z.string(), name: z.string() });

/** `POST /api/v1/api-keys`. Nobody makes a key that may do more, reaches further or lasts longer than their own. */
export const CreateApiKey = z.strictObject({
  label: z.string().min(1).max(100),
  roles: z
    .array(Role)
    .max(Role.options.length)
    .optional()
    .describe('Administrator when neither roles nor permissions are given.'),
  permissions: z.array(Permission).max(Permission.options.length).optional(),
  scope: GivenScope.optional(),
  expiresAt: Instant.optional(),
  /** Whose key it is, by a name that the directory finds: nobody approves what they asked for with another key. */
  person: z.string().min(1).max(512).optional(),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

/** `secret` is shown this once; the server keeps a hash. */
export const IssuedApiKey = z.strictObject({ id: ApiKeyId, label: z.string(), secret: z.string() });
export type IssuedApiKey = z.infer<typeof IssuedApiKey>;

export const ApiKey = AccessGrant.extend({
  id: ApiKeyId,
  label: z.string(),
  createdAt: Instant,
  /** The id of the operator who made it. */
  createdBy: z.string().optional(),
  person: KeyPerson.optional(),
  expiresAt: Instant.optional(),
  lastUsedAt: Instant.optional(),
  revokedAt: Instant.optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyList = z.strictObject({ keys: z.array(ApiKey) });
