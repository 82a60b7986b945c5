import { z } from 'zod';

import { ID_ALPHABET } from './id-format.js';

export { ID_BYTES, formatId } from './id-format.js';

/** Prefixed identifiers. The prefix makes a wrong kind of id fail its schema instead of missing a row. */
const id = <P extends string>(prefix: P) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_[${ID_ALPHABET}]{26}$`),
      `expected an id that starts with ${prefix}_`,
    )
    .brand<P>();

export const WorkstationId = id('wks');
export const LogonId = id('lgn');
export const ChallengeId = id('chl');
export const SelfServiceId = id('sfs');
export const SessionId = id('ses');
export const JoinTokenId = id('jtk');
export const ApiKeyId = id('key');
export const CredentialId = id('crd');
export const ApprovalId = id('apv');
export const RoleAssignmentId = id('rol');
/** A link by which somebody sets a new password. */
export const PasswordLinkId = id('pwl');
export const AuditEventId = id('evt');
/** Made by a workstation; the server takes each once. */
export const OfflineEventId = id('oev');
export const RecoveryKeyId = id('rky');
/** A break-glass code that a workstation keeps. */
export const OfflineCodeId = id('ofc');
/** Whose factor is asked for when an account logs on that no directory has. */
export const ForeignAccountId = id('fga');

export type WorkstationId = z.infer<typeof WorkstationId>;
export type LogonId = z.infer<typeof LogonId>;
export type ChallengeId = z.infer<typeof ChallengeId>;
export type SelfServiceId = z.infer<typeof SelfServiceId>;
export type SessionId = z.infer<typeof SessionId>;
export type JoinTokenId = z.infer<typeof JoinTokenId>;
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export type CredentialId = z.infer<typeof CredentialId>;
export type ApprovalId = z.infer<typeof ApprovalId>;
export type RoleAssignmentId = z.infer<typeof RoleAssignmentId>;
export type PasswordLinkId = z.infer<typeof PasswordLinkId>;
export type AuditEventId = z.infer<typeof AuditEventId>;
export type OfflineEventId = z.infer<typeof OfflineEventId>;
export type RecoveryKeyId = z.infer<typeof RecoveryKeyId>;
export type OfflineCodeId = z.infer<typeof OfflineCodeId>;
export type ForeignAccountId = z.infer<typeof ForeignAccountId>;
