import { z } from 'zod';

import { CredentialId, JoinTokenId, WorkstationId } from '../ids.js';
import { MAX_NAME_LENGTH } from './desktop.js';
import { PasswordRuleTexts } from './password.js';

export * from './api-keys.js';

export * from './roles.js';

export * from './jobs.js';

export * from './approvals.js';

export * from './policy-administration.js';

export * from './policy-settings.js';

export * from './audit.js';

export * from './help-desk.js';

export * from './tokens.js';

export * from './foreign-accounts.js';

export * from './help-desk-actions.js';

export * from './messages.js';

const Instant = z.iso.datetime();
const Name = z.string().min(1).max(MAX_NAME_LENGTH);

/** `POST /api/v1/administrators/bootstrap`: exchanges the one-time code of the first run for an API key. */
export const Bootstrap = z.strictObject({
  code: z.string().min(1).max(64),
  label: z.string().min(1).max(100),
});

/** `POST /api/v1/users`: adds a user to the local directory. The password is sent in the body, never in a URL. */
export const AddUser = z.strictObject({
  name: z.string().min(1).max(256),
  displayName: z.string().max(256).optional(),
  mail: z.email().max(254).optional(),
  password: z.string().min(8).max(256),
});
export const SetPassword = z.strictObject({ password: z.string().min(8).max(256) });

/** What holds for the next password of a user: by our policy, by the directory, and both together. */
export const UserPasswordRules = z.strictObject({
  name: Name,
  /** The policy that our rules come from. */
  policy: z.string(),
  /** What the directory calls its rules, where it has several: a fine-grained policy. */
  directoryPolicy: z.string().optional(),
  ours: PasswordRuleTexts,
  directory: PasswordRuleTexts,
  effective: PasswordRuleTexts,
});
/** `POST /api/v1/users/:name/password-trials`: changes nothing. The passwords are sent in the body, never in a URL. */
export const TryPassword = z.strictObject({
  password: z.string().min(1).max(1024),
  /** The one before, to be compared with. */
  old: z.string().min(1).max(1024).optional(),
  occasion: z.enum(['reset', 'change']).default('change'),
  /** BCP 47 tag, for the hints and the texts of patterns. */
  language: z.string().max(35).optional(),
});
/** `score` is zxcvbn's, from 0 to 4; absent when it could not be estimated in time. */
export const TriedPassword = z.strictObject({
  broken: PasswordRuleTexts,
  score: z.int().min(0).max(4).optional(),
  hints: z.array(z.string()).max(16),
});
export const ForgottenPasswords = z.strictObject({ forgotten: z.int().min(0) });
export const PasswordListCheck = z.strictObject({
  configured: z.boolean(),
  ok: z.boolean(),
  path: z.string().optional(),
  bytes: z.int().optional(),
  /** About as many. */
  hashes: z.int().optional(),
  /** What is wrong with it. */
  fault: z.string().optional(),
});

export const EnrollTotp = z.strictObject({ label: z.string().max(100).optional() });
/** The only time that the seed leaves the server: in the enrolment URI for the person's authenticator. */
export const EnrolledTotp = z.strictObject({ id: CredentialId, uri: z.string() });
export const EnrollEmail = z.strictObject({ address: z.email().max(254) });
export const EnrolledEmail = z.strictObject({ id: CredentialId, address: z.string() });

export const CreateJoinToken = z.strictObject({
  uses: z.int().min(1).max(100_000).default(1),
  hours: z.int().min(1).max(8760).default(24),
  /** The URL that workstations use; the server's public URL when absent. */
  url: z.url({ protocol: /^https$/ }).optional(),
  label: z.string().max(100).optional(),
});
export const IssuedJoinToken = z.strictObject({
  id: JoinTokenId,
  token: z.string(),
  expiresAt: Instant,
});

export const Workstation = z.strictObject({
  id: WorkstationId,
  hostname: z.string(),
  platform: z.string(),
  version: z.string(),
  hardwareKey: z.boolean(),
  joinedAt: Instant,
  lastSeenAt: Instant.optional(),
  revokedAt: Instant.optional(),
});
export const WorkstationList = z.strictObject({ workstations: z.array(Workstation) });

export const DirectoryTest = z.strictObject({
  directory: z.string(),
  steps: z.array(
    z.strictObject({
      step: z.string(),
      /** Of which directory and at which host, where there are several. */
      realm: z.string().optional(),
      host: z.string().optional(),
      ok: z.boolean(),
      detail: z.string(),
      milliseconds: z.number(),
    }),
  ),
  ok: z.boolean(),
});

/** What the server asks, as it is configured; the default one first. */
export const DirectoryFacts = z.strictObject({
  realm: z.string(),
  kind: z.enum(['local', 'active-directory', 'generic']),
  /** Where names without a realm belong. */
  isDefault: z.boolean(),
  /** Addresses, or the domain whose DNS names them; none of a local one. */
  servers: z.array(z.string()),
});
export const DirectoryList = z.strictObject({ directories: z.array(DirectoryFacts) });

/** Without a realm all directories are tried. */
export const DirectoryTestQuery = z.strictObject({ realm: z.string().min(1).max(253).optional() });

/** `version` is that of the data key that is now the newest. */
export const RotatedKeys = z.strictObject({ version: z.int().min(1) });

export type UserPasswordRules = z.infer<typeof UserPasswordRules>;
export type TryPassword = z.infer<typeof TryPassword>;
export type TriedPassword = z.infer<typeof TriedPassword>;
export type PasswordListCheck = z.infer<typeof PasswordListCheck>;
export type EnrolledTotp = z.infer<typeof EnrolledTotp>;
export type EnrolledEmail = z.infer<typeof EnrolledEmail>;
export type IssuedJoinToken = z.infer<typeof IssuedJoinToken>;
export type Workstation = z.infer<typeof Workstation>;
export type DirectoryFacts = z.infer<typeof DirectoryFacts>;
export type DirectoryTest = z.infer<typeof DirectoryTest>;
