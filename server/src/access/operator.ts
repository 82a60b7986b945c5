import type { AccessScope, Permission } from '@gatehouse/protocol';

/** Whoever works on others over the API: an API key, the administrator's socket, or a person with a role. */
export interface Operator {
  /** `key_…`, the id of a principal, or `socket`: who did it, and who may not approve it. */
  id: string;
  /** For people who read the audit. */
  name: string;
  permissions: ReadonlySet<Permission>;
  /** Undefined where it reaches everybody. */
  scope: AccessScope | undefined;
  /** The id of the principal behind it, where that is known: nobody approves what they asked for with another key. */
  person?: string | undefined;
  /** When it ends; what it gives others ends by then. */
  expiresAt?: Date | undefined;
}
