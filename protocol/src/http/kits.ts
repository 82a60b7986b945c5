import { z } from 'zod';

import { KitOfflineCodes } from '../break-glass/offline-code.js';
import { CorrelationId } from '../correlation.js';
import { CredentialId, OfflineCodeId, OfflineEventId, WorkstationId } from '../ids.js';
import { DesktopPolicy } from '../policy/desktop-policy.js';
import { RecoveryPolicy } from '../policy/recovery-policy.js';
import { Account, PasswordGeneration, PrincipalId, Sid } from './account.js';
import { WayIn } from './desktop.js';
import { Question } from './enrollment.js';
import { ReplyKey, SealedMessage } from './sealed-message.js';

const Instant = z.iso.datetime();

/**
 * What a workstation keeps to serve one principal without the server. It is a statement of the server, and holds no
 * seed and no hash of one: those are masked beside it with what only the right password gives.
 */
export const Kit = z.strictObject({
  version: z.literal(1),
  /** Grows with every kit of this principal at this workstation: an older one than the stored is refused. */
  serial: z.int().min(1),
  principalId: PrincipalId,
  workstationId: WorkstationId,
  account: Account,
  userPrincipalName: z.string().max(1024).optional(),
  issuedAt: Instant,
  expiresAt: Instant,
  logon: z.strictObject({
    offline: DesktopPolicy.shape.offline,
    wrongCodes: DesktopPolicy.shape.wrongCodes,
  }),
  /** The authenticator whose codes count; absent where none is enrolled. */
  authenticator: z
    .strictObject({
      credentialId: CredentialId,
      /** The last step that any server accepted: it and those before it are spent. */
      lastStep: z.int().min(0),
    })
    .optional(),
  /** Absent where nothing is enrolled, or the policy keeps recovery to the server. */
  recovery: z
    .strictObject({
      attempts: RecoveryPolicy.shape.attempts,
      reveal: RecoveryPolicy.shape.reveal,
      showSeconds: RecoveryPolicy.shape.showSeconds,
      secondFactor: RecoveryPolicy.shape.secondFactor,
      /** The texts of the lock's questions, mandatory ones first. */
      questions: z.array(Question).min(1).max(20),
      /** The recovery lock, base64url. */
      lock: z.base64url().max(32_768),
      /** Passwords sealed to the lock's public key, oldest first: which of them Windows knows is not the server's to say. */
      passwords: z
        .array(z.strictObject({ generation: PasswordGeneration, sealed: z.base64url().max(1536) }))
        .min(1)
        .max(4),
    })
    .optional(),
  /** Absent where the policy keeps none, or no code is asked for. */
  offlineCodes: KitOfflineCodes.optional(),
});
export type Kit = z.infer<typeof Kit>;

/** A signed {@link Kit}: a compact JWS of the server's identity key. */
export const MAX_SIGNED_KIT_LENGTH = 65_536;
export const SignedKit = z.string().max(MAX_SIGNED_KIT_LENGTH);

/** Parts of a kit that came later: a workstation that does not name one gets kits without it. */
export const KitPart = z.enum(['offline-codes']);
export type KitPart = z.infer<typeof KitPart>;
const KitParts = z.array(KitPart).max(16);

/** `POST /api/v1/desktop/logons/:logonId/kit`: the kit of whoever was granted this logon. */
export const RequestKit = z.strictObject({
  /** What the seed is sealed to. */
  replyKey: ReplyKey,
  /** The authenticator whose seed is masked here already. */
  maskedSeed: CredentialId.optional(),
  /** What a kit may hold besides what the first workstations could read. */
  takes: KitParts.optional(),
});
export type RequestKit = z.infer<typeof RequestKit>;

export const IssuedKit = z.strictObject({
  kit: SignedKit,
  /** A sealed {@link KitSeed}, purpose {@link SEED_PURPOSE}, context the logon; absent where it is masked already. */
  seed: SealedMessage.optional(),
});
export type IssuedKit = z.infer<typeof IssuedKit>;

export const SEED_PURPOSE = 'gatehouse/v1/kit-seed';

export const KitSeed = z.strictObject({
  credentialId: CredentialId,
  seed: z.base64url().max(128),
});
export type KitSeed = z.infer<typeof KitSeed>;

/** What happened at a workstation while the server was away. */
export const OfflineEventType = z.enum([
  'offline.granted',
  'offline.denied',
  /** Answers were right; the second factor may still be missing. */
  'recovery.opened',
  /** A recovery in which everything was proven that it takes. */
  'recovery.granted',
  'recovery.failed',
  'kit.destroyed',
  'kit.refused',
  /** A break-glass code stood for the factor: it is spent. */
  'offline-code.used',
  /** Too many wrong ones: none is taken for a while. */
  'offline-code.locked',
  /** Decided by the workstation from its own rules, of an account that need be in no directory. */
  'workstation.granted',
  'workstation.denied',
]);
export type OfflineEventType = z.infer<typeof OfflineEventType>;

export const OfflineEvent = z
  .strictObject({
    id: OfflineEventId,
    type: OfflineEventType,
    /** By the workstation's clock. */
    at: Instant,
    /** Whose kit it is about. */
    principalId: PrincipalId.optional(),
    /** Whom Windows was to log on, where no kit says. A name without a domain is as it was typed. */
    account: Account.optional(),
    correlationId: CorrelationId,
    /** A short word: the denial, why somebody was let in, or why a kit was destroyed or refused. */
    code: z
      .string()
      .regex(/^[a-z0-9.-]{1,64}$/)
      .optional(),
    /** The SID of the exclusion that was used. */
    exclusion: Sid.optional(),
    /** Of `offline-code.used`: which one. */
    offlineCodeId: OfflineCodeId.optional(),
    /** Of a logon; absent where nobody stood at a tile, and from services of before it was told. */
    way: WayIn.optional(),
  })
  .refine(
    ({ type, principalId, account }) =>
      type.startsWith('workstation.') ? account !== undefined : principalId !== undefined,
    'expected whom the event is about',
  );
export type OfflineEvent = z.infer<typeof OfflineEvent>;

/** `POST /api/v1/desktop/kits`: the workstation, by itself, brings its kits up to date and tells what happened. */
export const RefreshKits = z.strictObject({
  kits: z
    .array(
      z.strictObject({
        principalId: PrincipalId,
        serial: z.int().min(0),
        /** The newest password that Windows accepted here. */
        accepted: PasswordGeneration.optional(),
      }),
    )
    .max(64),
  events: z.array(OfflineEvent).max(64),
  takes: KitParts.optional(),
});
export type RefreshKits = z.infer<typeof RefreshKits>;

export const RefreshedKits = z.strictObject({
  /** Those that differ from what the workstation has. */
  kits: z.array(SignedKit).max(64),
  /** Principals whose kits must go: unknown, disabled, or without a kit by policy. */
  withdrawn: z.array(PrincipalId).max(64),
  /** Set when more kits differ than fit into one answer: ask again. */
  more: z.boolean().optional(),
});
export type RefreshedKits = z.infer<typeof RefreshedKits>;
