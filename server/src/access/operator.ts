import { Permission } from '@gatehouse/protocol';
import type { AccessScope } from '@gatehouse/protocol';

/** Whoever works on others over the API: an API key, the administrator's socket, or a person with a role. */
export interface Operator {
  /** `key_…`, the id of a principal, or `socket`: who did it, and who may not approve it. */
  id: string;
  /** For people who read the audit. */
  name: string;
  permissions: ReadonlySet<Permission>;
  /** Undefined where it reaches everybody. */
  scope: AccessScope | undefined;
  /**
   * Set where not every permission reaches the same people. Until `narrowTo` has chosen, `permissions` is then what
   * there is anywhere, and `scope` whom any of it reaches.
   */
  grants?: readonly OperatorGrant[] | undefined;
  /** The id of the principal behind it, where that is known: nobody approves what they asked for with another key. */
  person?: string | undefined;
  /** Of people in a session: when they last proved who they are. Keys and the socket have nothing to prove anew. */
  authenticatedAt?: Date | undefined;
  /** When it ends; what it gives others ends by then. */
  expiresAt?: Date | undefined;
}

/** Permissions, and whom they reach. */
export type OperatorGrant = Pick<Operator, 'permissions' | 'scope'>;

/** How audit and rows name an operator. */
export type OperatorName = Pick<Operator, 'id' | 'name'>;

/** The administrator's socket: whoever opens it is root on the server, or the server's own user. */
export const SOCKET_OPERATOR: Operator = {
  id: 'socket',
  name: 'socket',
  permissions: new Set(Permission.options),
  scope: undefined,
};
