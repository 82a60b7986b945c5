import { z } from 'zod';

/** The languages that people are written to in, and that pages are shown in. */
export const MessageLanguage = z.enum(['en', 'de', 'zh']);
export type MessageLanguage = z.infer<typeof MessageLanguage>;

/** Mails that the server sends to people. */
export const MailKey = z.enum([
  'code',
  'password-changed',
  'factor-added',
  'factor-removed',
  'answers-changed',
  'password-reset',
  'factors-reset',
  'enrollment-permitted',
  'break-glass',
  'offline-code',
  'password-link',
  'recovery-codes-made',
  'recovery-code-used',
]);
export type MailKey = z.infer<typeof MailKey>;

/** What the company itself says on the pages: how its help desk is reached, and what is said above a sign-in. */
export const PageTextKey = z.enum(['help-desk-contact', 'sign-in-notice']);
export type PageTextKey = z.infer<typeof PageTextKey>;

export const MessageKey = z.enum([...MailKey.options, ...PageTextKey.options]);
export type MessageKey = z.infer<typeof MessageKey>;

/** What one request may carry; what is allowed is less, and says so by name. */
const MAX_GIVEN = 10_000;

const Version = z.int().min(0).describe('Of the text; 0 where nobody ever changed it.');

/** A message in words, in one language. */
export const Wording = z.strictObject({
  subject: z.string().max(MAX_GIVEN).describe('One line; empty for a text of the pages.'),
  body: z
    .string()
    .max(MAX_GIVEN)
    .describe('Plain text. A blank line begins a paragraph; {{name}} and the like are filled in.'),
});
export type Wording = z.infer<typeof Wording>;

/** One message in one language, as it holds now. */
export const MessageText = z.strictObject({
  language: MessageLanguage,
  ...Wording.shape,
  version: Version,
  shipped: z.boolean().describe('Whether it is the text that comes with the program.'),
  changedAt: z.iso.datetime().optional(),
  changedBy: z.string().optional(),
});
export type MessageText = z.infer<typeof MessageText>;

export const MessageFacts = z.strictObject({
  key: MessageKey,
  kind: z.enum(['mail', 'page']),
  mandatory: z.array(z.string()).describe('Placeholders that a body must have.'),
  optional: z.array(z.string()).describe('Placeholders that a body may have besides.'),
  maxLength: z.int().describe('Of a body, in UTF-16 code units.'),
  texts: z.array(MessageText),
});
export type MessageFacts = z.infer<typeof MessageFacts>;

/** In which languages people are met. */
export const LanguageChoice = z.strictObject({
  offered: z.array(MessageLanguage).min(1).max(MessageLanguage.options.length),
  default: MessageLanguage.describe('For whoever asks for none of the offered ones.'),
});
export type LanguageChoice = z.infer<typeof LanguageChoice>;

/** `GET /api/v1/messages`. */
export const MessageList = z.strictObject({
  messages: z.array(MessageFacts),
  languages: z.strictObject({ ...LanguageChoice.shape, version: Version }),
});
export type MessageList = z.infer<typeof MessageList>;

const Base = Version.describe('The version that was seen: nothing is changed where another holds.');

/** `PUT /api/v1/messages/:messageKey/:messageLanguage`. */
export const SetMessage = z.strictObject({ ...Wording.shape, base: Base });
export type SetMessage = z.infer<typeof SetMessage>;

/** Query of `DELETE /api/v1/messages/:messageKey/:messageLanguage`: back to the text that comes with the program. */
export const ResetMessageQuery = z.strictObject({ base: z.coerce.number().pipe(Base) });
export type ResetMessageQuery = z.infer<typeof ResetMessageQuery>;

/** `PUT /api/v1/languages`. */
export const SetLanguages = z.strictObject({ ...LanguageChoice.shape, base: Base });
export type SetLanguages = z.infer<typeof SetLanguages>;

/** What a change came to. */
export const ChangedMessage = z.strictObject({ version: Version });
export type ChangedMessage = z.infer<typeof ChangedMessage>;

/** `POST /api/v1/message-previews`. */
export const PreviewMessage = z.strictObject({
  key: MessageKey,
  language: MessageLanguage,
  ...Wording.shape,
});
export type PreviewMessage = z.infer<typeof PreviewMessage>;

/** What is wrong with a text. */
export const WordingFault = z.strictObject({
  field: z.enum(['subject', 'body']),
  fault: z.enum([
    'empty',
    'too-long',
    'control-character',
    'stray-braces',
    'placeholder',
    'unexpected',
    'more-than-a-line',
    'unknown-placeholder',
    'missing-placeholder',
  ]),
  placeholder: z.string().max(100).optional().describe('Which one is unknown or missing.'),
});
export type WordingFault = z.infer<typeof WordingFault>;

/** The mail or the text as somebody would read it, filled in with examples; what is wrong with it. */
export const MessagePreview = z.strictObject({
  faults: z.array(WordingFault).max(100),
  subject: z.string().optional(),
  text: z.string().optional(),
});
export type MessagePreview = z.infer<typeof MessagePreview>;
