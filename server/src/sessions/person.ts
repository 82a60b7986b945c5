import type { FactorMethod, SessionId } from '@gatehouse/protocol';

/** Somebody who signed in, and whose session holds: on whose behalf a request of the audience `session` is answered. */
export interface Person {
  /** The directory's immutable id. */
  principalId: string;
  /** DOMAIN\name, as the directory spells it: for the audit, and to look the person up. */
  principalName: string;
  sessionId: SessionId;
  /** The factors that were proven in this session, besides the password; the newest proof's last. */
  methods: FactorMethod[];
  /** When the person last proved who they are in this session: at the sign-in, or since. */
  authenticatedAt: Date;
}
