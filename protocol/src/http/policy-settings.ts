import { z } from 'zod';

import { PolicyDeparture, ExplainedSetting } from './policy-administration.js';

/** What one thing of a setting may be. Numbers are the schema's own limits. */
export const SettingField = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    /** Characters. */
    maximum: z.int().optional(),
    /** A regular expression that it must match, as ECMAScript writes it. */
    pattern: z.string().optional(),
  }),
  /** An instant, ISO 8601 in UTC. */
  z.strictObject({ type: z.literal('moment') }),
  /** Texts by the code of their language. */
  z.strictObject({ type: z.literal('translations') }),
]);

/** What the value of a setting may be. */
export const SettingKind = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('boolean') }),
  z.strictObject({ type: z.literal('integer'), minimum: z.int(), maximum: z.int() }),
  z.strictObject({ type: z.literal('choice'), choices: z.array(z.string()) }),
  z.strictObject({ type: z.literal('moment') }),
  /** Some of these, in an order that may matter, none twice. */
  z.strictObject({
    type: z.literal('choices'),
    choices: z.array(z.string()),
    minimum: z.int(),
    maximum: z.int(),
  }),
  z.strictObject({
    type: z.literal('texts'),
    maximum: z.int(),
    /** Characters of each. */
    shortest: z.int(),
    longest: z.int(),
  }),
  /** Things of several fields. */
  z.strictObject({
    type: z.literal('entries'),
    maximum: z.int(),
    fields: z.array(
      z.strictObject({
        name: z.string(),
        required: z.boolean(),
        description: z.string().optional(),
        value: SettingField,
      }),
    ),
  }),
]);

/** A value of a profile, and why it has it. */
const ProfileSetting = z.strictObject({ value: z.unknown(), because: z.string() });

/** A setting of policies, as far as a form must know it. */
export const PolicySetting = z.strictObject({
  /** `lockout.strikes` */
  setting: z.string(),
  description: z.string(),
  kind: SettingKind,
  /** What holds where no policy says anything; absent where that is nothing. */
  shipped: z.unknown().optional(),
  classic: ProfileSetting.optional(),
  nist: ProfileSetting.optional(),
});

/** In which what settings do can be had. */
export const HelpLanguage = z.enum(['en', 'de', 'zh']);
export const PolicySettingsQuery = z.strictObject({ language: HelpLanguage.default('en') });

/** `GET /api/v1/policy-settings`: every setting there is, in the order of docs/policies.md. */
export const PolicySettingList = z.strictObject({ settings: z.array(PolicySetting) });

/** `POST /api/v1/policy-checks`: what a policy would come to, beside the others as they are. */
export const PolicyCheck = z.strictObject({
  /** Every setting with its value and who would give it. */
  settings: z.array(ExplainedSetting),
  departures: z.array(PolicyDeparture),
});

export type HelpLanguage = z.infer<typeof HelpLanguage>;
export type SettingField = z.infer<typeof SettingField>;
export type SettingKind = z.infer<typeof SettingKind>;
export type PolicySetting = z.infer<typeof PolicySetting>;
export type PolicySettingList = z.infer<typeof PolicySettingList>;
export type PolicyCheck = z.infer<typeof PolicyCheck>;
