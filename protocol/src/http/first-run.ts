import { z } from 'zod';

import { PasswordRuleTexts } from './password.js';

/** Longer than any code, however it is spelled. */
const Code = z.string().min(1).max(64);
const PersonName = z.string().min(1).max(256);

/** How the first administrator is chosen: a new person of the local directory, or somebody whom the directory has. */
export const FirstRunPersonKind = z.enum(['new', 'existing']);
export type FirstRunPersonKind = z.infer<typeof FirstRunPersonKind>;

/**
 * Where the first run stands. `code`: this browser has not shown the one-time code. `administrator`: it has. `claimed`:
 * somebody administers the server; what comes after that is done in a session.
 */
export const FirstRun = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('code') }),
  z.strictObject({
    stage: z.literal('administrator'),
    kinds: z.array(FirstRunPersonKind).min(1),
    /** Where names without a realm belong. */
    realm: z.string(),
    /** For the password of a new person. */
    rules: PasswordRuleTexts,
    /** What the password that was sent breaks: nobody was made, and the code holds. */
    broken: PasswordRuleTexts.optional(),
  }),
  z.strictObject({
    stage: z.literal('claimed'),
    /** Whom this request made administrator, as they sign in. */
    name: z.string().optional(),
  }),
]);
export type FirstRun = z.infer<typeof FirstRun>;

/** `POST /api/v1/first-run/code`: the browser keeps it in a cookie that no script sees. Never in a URL. */
export const ShowFirstRunCode = z.strictObject({ code: Code });
export type ShowFirstRunCode = z.infer<typeof ShowFirstRunCode>;

/** `POST /api/v1/first-run/administrator`, with the cookie of the code. */
export const MakeFirstAdministrator = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('new'),
    name: PersonName,
    displayName: z.string().min(1).max(256).optional(),
    password: z.string().min(1).max(1024),
    /** BCP 47 tag, for the texts of patterns. */
    language: z.string().max(35).optional(),
  }),
  z.strictObject({ kind: z.literal('existing'), name: z.string().min(1).max(512) }),
]);
export type MakeFirstAdministrator = z.infer<typeof MakeFirstAdministrator>;
