import type { CredentialId, FactorMethod } from '@gatehouse/protocol';

import type { RequestContext } from '../context.js';

/** Whose credentials: the id is the key, the name is for the audit. */
export interface CredentialOwner {
  principalId: string;
  principalName: string;
}

/** A credential as administrators see it. No secret. */
export interface CredentialSummary {
  id: CredentialId;
  method: FactorMethod;
  createdAt: Date;
  label?: string;
  /** The enrolled address, for e-mail. */
  address?: string;
}

/** A fresh TOTP credential. The seed leaves the server here and nowhere else. */
export interface EnrolledSeed {
  id: CredentialId;
  /** `otpauth://` URI; holds the seed. */
  uri: string;
  /** The caller wipes it. */
  seed: Uint8Array;
}

/** Enrolling and removing credentials. Every change is audited before it is reported done. */
export interface Credentials {
  /** A person may have several authenticators. */
  enrollTotp(
    owner: CredentialOwner,
    options: { issuer: string; label?: string | undefined },
    context: RequestContext,
  ): Promise<EnrolledSeed>;
  /**
   * Sets the alternate address; a person has at most one.
   * @throws ApplicationError `request.malformed` when it is not exactly one address (R28)
   */
  enrollEmail(
    owner: CredentialOwner,
    address: string,
    context: RequestContext,
  ): Promise<{ id: CredentialId; address: string }>;
  /** Recovery codes are a set, and none of these. */
  list(principalId: string): Promise<CredentialSummary[]>;
  /** @throws ApplicationError `factor.unknown` */
  remove(owner: CredentialOwner, id: CredentialId, context: RequestContext): Promise<void>;
  /** The whole set. @returns whether there was one */
  removeRecoveryCodes(owner: CredentialOwner, context: RequestContext): Promise<boolean>;
}
