import { z } from 'zod';

import { PolicyDocument, PolicyName, PolicyProfile } from '../policy/policy.js';
import { DOORS } from '../policy/setting-paths.js';
import { MAX_NAME_LENGTH } from './desktop.js';

/** A name of a user as an administrator may type it. */
const UserName = z.string().min(1).max(MAX_NAME_LENGTH);
const Version = z.int().min(1);
const Comment = z.string().min(1).max(500);

/** Policies of one export. Not a limit for people: what needs more rules than this needs fewer rules. */
export const MAX_POLICIES = 10_000;

/** Users whose settings a preview compares. */
export const MAX_PREVIEW_USERS = 200;

export const ApplyPolicy = PolicyDocument;
export const PolicyComment = z.strictObject({ comment: Comment.optional() });
/** How a policy is changed. */
export const PolicyChangeOptions = PolicyComment.extend({
  /**
   * The version that one began from, 0 where there was no such policy: where another one holds meanwhile, nothing is changed.
   * Without it the change is made in any case.
   */
  base: z.coerce.number().int().min(0).max(2_147_483_647).optional(),
});
/** How a version is applied again. */
export const RestorePolicy = PolicyComment.extend({
  /** As in {@link PolicyChangeOptions}: 0 where the policy is retired. */
  base: z.int().min(0).max(2_147_483_647).optional(),
});
export const AppliedPolicy = z.strictObject({ name: z.string(), version: Version });
export const StoredPolicy = z.strictObject({ version: Version, document: PolicyDocument });
export const PolicyList = z.strictObject({ policies: z.array(StoredPolicy) });

/** Who changed something: an API key by its label, or whoever may use the administration socket. */
export const PolicyAuthor = z.strictObject({
  /** Absent for the socket. */
  keyId: z.string().optional(),
  name: z.string(),
});
export const PolicyVersion = z.strictObject({
  version: Version,
  appliedAt: z.iso.datetime(),
  /** Absent for versions from before authors were kept. */
  author: PolicyAuthor.optional(),
  comment: z.string().optional(),
  /** With this version the policy was retired: it holds for nobody. */
  retired: z.boolean(),
});
export const PolicyLog = z.strictObject({ name: z.string(), versions: z.array(PolicyVersion) });
export const ShownPolicy = PolicyVersion.extend({
  document: PolicyDocument,
  /** Whether it is the version that holds. */
  holds: z.boolean(),
});

/** What differs at a JSON pointer (RFC 6901). A list is one value: policies replace lists, too. */
export const PolicyChange = z.strictObject({
  path: z.string(),
  /** Absent where there was nothing. */
  before: z.unknown().optional(),
  /** Absent where there is nothing now. */
  after: z.unknown().optional(),
});
export const PolicyDiff = z.strictObject({
  name: z.string(),
  from: Version,
  to: Version,
  changes: z.array(PolicyChange),
});
export const DiffQuery = z.strictObject({
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1),
});

/** What ties a policy to a person. */
export const PolicyAssignment = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('user') }),
  z.strictObject({
    to: z.literal('group'),
    group: z.string(),
    /** Only by way of another group, as far as the directory tells. */
    nested: z.boolean().optional(),
  }),
  z.strictObject({
    to: z.literal('ou'),
    ou: z.string(),
    /** Containers between it and the account's own: 0 is the nearest. */
    distance: z.int().min(0),
  }),
  z.strictObject({ to: z.literal('everyone') }),
  /** No policy at all: the shipped default. */
  z.strictObject({ to: z.literal('shipped') }),
]);

/** Where a value comes from. */
export const PolicyOrigin = z.strictObject({
  policy: z.strictObject({ name: z.string(), version: Version }).optional(),
  by: PolicyAssignment,
  /** The policy does not say so itself: its profile does. */
  profile: PolicyProfile.optional(),
  /** The value would be larger: this setting limits it, and came from there. */
  limitedBy: z.string().optional(),
});
export const ExplainedSetting = z.strictObject({
  setting: z.string(),
  /** Absent where nothing is set. */
  value: z.unknown().optional(),
  origin: PolicyOrigin,
});
export const PolicyDeparture = z.strictObject({
  setting: z.string(),
  value: z.unknown(),
  because: z.string(),
});
export const Door = z.enum(DOORS);
export const ExplainQuery = z.strictObject({
  door: Door.default('desktop'),
  setting: z.string().max(100).optional(),
});
export const PolicyExplanation = z.strictObject({
  principalId: z.string(),
  name: z.string(),
  door: Door,
  /** The policy that won. */
  winner: PolicyOrigin,
  settings: z.array(ExplainedSetting),
  departures: z.array(PolicyDeparture),
});
/** Of the policy for everyone, or of the shipped defaults where there is none. */
export const PolicyDepartures = z.strictObject({
  policy: z.string(),
  departures: z.array(PolicyDeparture),
});

/** Policies as they would be, and whom to look at: exactly one of `users`, `group` and `everybody`. */
export const PreviewPolicies = z
  .strictObject({
    policies: z.array(PolicyDocument).max(100).default([]),
    /** Policies that would be retired. */
    retire: z.array(PolicyName).max(100).default([]),
    users: z.array(UserName).min(1).max(MAX_PREVIEW_USERS).optional(),
    group: UserName.optional(),
    everybody: z.literal(true).optional(),
    /** Users to look at, of a group or of everybody. */
    limit: z.int().min(1).max(MAX_PREVIEW_USERS).default(100),
    door: Door.default('desktop'),
  })
  .refine(
    ({ users, group, everybody }) =>
      [users, group, everybody].filter((whom) => whom !== undefined).length === 1,
    'name either users, or a group, or everybody',
  );
export const PreviewedUser = z.strictObject({
  name: z.string(),
  principalId: z.string(),
  before: PolicyOrigin,
  after: PolicyOrigin,
  /** By setting: empty where another policy wins with the same settings. */
  changes: z.array(PolicyChange),
});
export const PolicyPreview = z.strictObject({
  looked: z.int(),
  /** Names of `users` that the directory does not know. */
  unknown: z.array(z.string()),
  /** There are more users than were looked at. */
  more: z.boolean(),
  /** Those for whom anything changes. */
  users: z.array(PreviewedUser),
});

export const PolicyExport = z.strictObject({
  format: z.literal('gatehouse-policies-1'),
  policies: z.array(PolicyDocument).max(MAX_POLICIES),
});
/** All policies as they are at one moment: another text after each change of any of them. */
const PolicyRevision = z.string().regex(/^[0-9]{1,19}$/);
export const ImportPolicies = z.strictObject({
  export: PolicyExport,
  /** Whether policies that the export does not have are retired. */
  retireOthers: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  comment: Comment.optional(),
  /** What a dry run told: where any policy was changed since, nothing is. Without it the import is made in any case. */
  base: PolicyRevision.optional(),
});
export const ImportedPolicy = z.strictObject({
  name: z.string(),
  what: z.enum(['added', 'changed', 'retired']),
  /** Absent in a dry run. */
  version: Version.optional(),
  changes: z.array(PolicyChange),
});
export const ImportedPolicies = z.strictObject({
  dryRun: z.boolean(),
  /** Of a dry run: the `base` of the import that does what it shows. */
  base: PolicyRevision.optional(),
  unchanged: z.int(),
  policies: z.array(ImportedPolicy),
});

export type PolicyChangeOptions = z.infer<typeof PolicyChangeOptions>;
export type RestorePolicy = z.infer<typeof RestorePolicy>;
export type StoredPolicy = z.infer<typeof StoredPolicy>;
export type PolicyAuthor = z.infer<typeof PolicyAuthor>;
export type PolicyVersion = z.infer<typeof PolicyVersion>;
export type PolicyLog = z.infer<typeof PolicyLog>;
export type ShownPolicy = z.infer<typeof ShownPolicy>;
export type PolicyChange = z.infer<typeof PolicyChange>;
export type PolicyDiff = z.infer<typeof PolicyDiff>;
export type PolicyAssignment = z.infer<typeof PolicyAssignment>;
export type PolicyOrigin = z.infer<typeof PolicyOrigin>;
export type ExplainedSetting = z.infer<typeof ExplainedSetting>;
export type PolicyExplanation = z.infer<typeof PolicyExplanation>;
export type PolicyDepartures = z.infer<typeof PolicyDepartures>;
export type PreviewPolicies = z.infer<typeof PreviewPolicies>;
export type PreviewedUser = z.infer<typeof PreviewedUser>;
export type PolicyPreview = z.infer<typeof PolicyPreview>;
export type PolicyExport = z.infer<typeof PolicyExport>;
export type ImportPolicies = z.infer<typeof ImportPolicies>;
export type ImportedPolicies = z.infer<typeof ImportedPolicies>;
