import { z } from 'zod';

import { QuestionText } from './answers-policy.js';
import { policyGroup } from './policy-group.js';

/** Kinds of characters. Letters without case belong to none of them. */
export const CharacterClass = z.enum(['upper', 'lower', 'digit', 'symbol']);
export type CharacterClass = z.infer<typeof CharacterClass>;

/** A regular expression in RE2's syntax, which is matched in linear time, and what it asks for in words. */
export const PasswordPattern = z.strictObject({
  pattern: z.string().min(1).max(200),
  text: QuestionText.describe(
    'What is asked for, in English, for every language without a text of its own.',
  ),
  texts: z
    .record(z.string().regex(/^[a-z]{2,3}$/), QuestionText)
    .optional()
    .describe('The same in other languages, by two- or three-letter code.'),
});
export type PasswordPattern = z.infer<typeof PasswordPattern>;

/** What a password must be like, beside what the directory itself asks for: the stricter of both holds. */
export const PasswordPolicy = z.strictObject({
  minimumLength: z.int().min(1).max(127).describe('Characters at least, as Unicode counts them.'),
  maximumLength: z
    .int()
    .min(16)
    .max(256)
    .describe('UTF-16 code units at most, as Windows counts them.'),
  classes: z
    .array(CharacterClass)
    .max(4)
    .refine((classes) => new Set(classes).size === classes.length, 'a class is named twice')
    .describe('Kinds of characters that must all be there.'),
  minimumClasses: z.int().min(0).max(4).describe('How many of the four kinds must be there.'),
  mustMatch: z
    .array(PasswordPattern)
    .max(8)
    .describe('Patterns that must be found in the password; RE2 syntax.'),
  mustNotMatch: z
    .array(PasswordPattern)
    .max(8)
    .describe('Patterns that must not be found in the password; RE2 syntax.'),
  dictionary: z
    .array(z.string().min(3).max(64))
    .max(1000)
    .describe(
      'Words that no password may contain, in whatever case and with digits or signs for letters: the name of the company, of its products.',
    ),
  breached: z
    .enum(['off', 'when-present', 'require'])
    .describe(
      'Refuse passwords on the list of GATEHOUSE_BREACHED_LIST_FILE. Where the list cannot be read, `require` refuses every new password, `when-present` goes without it.',
    ),
  personal: z
    .boolean()
    .describe(
      "Refuse passwords with a part of the person's name or mail address, or the domain's.",
    ),
  minimumDistance: z
    .int()
    .min(0)
    .max(32)
    .describe(
      'Characters that must differ from the old password, where that is at hand; neither may contain the other. 0 does not look.',
    ),
  maximumRepeats: z
    .int()
    .min(0)
    .max(64)
    .describe('How often a character may stand in a row; 0 does not look.'),
  maximumSequence: z
    .int()
    .min(0)
    .max(64)
    .describe('Characters of a row such as abc, 321 or qwerty; 0 does not look.'),
  minimumScore: z
    .int()
    .min(0)
    .max(4)
    .describe('The least strength by zxcvbn, from 0 to 4; 0 does not estimate it.'),
  history: z
    .int()
    .min(0)
    .max(24)
    .describe('How many earlier passwords, the present one included, may not be used again.'),
  minimumAgeHours: z
    .int()
    .min(0)
    .max(720)
    .describe(
      'How long a password must be kept before its owner may change it; a reset need not wait.',
    ),
  expiryDays: z
    .int()
    .min(0)
    .max(3650)
    .describe('After how many days a password must be changed; 0 never.'),
  warningDays: z
    .int()
    .min(0)
    .max(90)
    .describe('How many days before it expires the verdict of a logon says so.'),
  changeBefore: z.iso
    .datetime()
    .optional()
    .describe(
      'Passwords that were set before this moment must be changed at the next logon, as after an incident.',
    ),
  atLogon: z
    .enum(['ignore', 'warn', 'change'])
    .describe(
      'What becomes of a right password that no longer meets the rules: nothing, an audit event, or a demand to change it.',
    ),
});
export type PasswordPolicy = z.infer<typeof PasswordPolicy>;

/**
 * SP 800-63B-4, 3.1.1.2: 15 characters, for a password of a directory is the only factor at some of its doors; a list of
 * breached ones; neither composition nor rotation. Nobody is made to change a password because of an installation.
 */
export const DEFAULT_PASSWORD: PasswordPolicy = {
  minimumLength: 15,
  maximumLength: 256,
  classes: [],
  minimumClasses: 0,
  mustMatch: [],
  mustNotMatch: [],
  dictionary: [],
  breached: 'when-present',
  personal: true,
  minimumDistance: 3,
  maximumRepeats: 0,
  maximumSequence: 0,
  minimumScore: 0,
  history: 0,
  minimumAgeHours: 0,
  expiryDays: 0,
  warningDays: 14,
  atLogon: 'ignore',
};

const NO_COMPOSITION = 'No composition rules (SP 800-63B-4, 3.1.1.2; ASVS 5.0.0, 6.2.5).';
const AT_LEAST_64 =
  'At least 64 characters must be taken (SP 800-63B-4, 3.1.1.2; ASVS 5.0.0, 6.2.9).';

export const PASSWORD_GROUP = policyGroup(PasswordPolicy, DEFAULT_PASSWORD, {
  classic: {
    minimumLength: { value: 8, because: 'Eight characters of three kinds were the custom.' },
    minimumClasses: { value: 3, because: 'Eight characters of three kinds were the custom.' },
    history: { value: 10, because: 'Earlier passwords were not taken again.' },
    minimumAgeHours: { value: 24, because: 'Else the history is gone round in a minute.' },
    expiryDays: { value: 90, because: 'Passwords were changed four times a year.' },
    atLogon: { value: 'change', because: 'A password that no longer meets the rules was changed.' },
  },
  nist: {
    minimumLength: {
      value: 15,
      because: '15 characters where the password is the only factor (SP 800-63B-4, 3.1.1.2).',
    },
    maximumLength: { value: 256, because: AT_LEAST_64 },
    classes: { value: [], because: NO_COMPOSITION },
    minimumClasses: { value: 0, because: NO_COMPOSITION },
    mustMatch: { value: [], because: NO_COMPOSITION },
    breached: {
      value: 'require',
      because:
        'New passwords are compared with known ones (SP 800-63B-4, 3.1.1.2; ASVS 5.0.0, 6.2.12).',
    },
    expiryDays: {
      value: 0,
      because: 'No periodic change (SP 800-63B-4, 3.1.1.2; ASVS 5.0.0, 6.2.10).',
    },
  },
  departures: [
    {
      setting: 'minimumLength',
      when: ({ minimumLength }) => minimumLength < 15,
      because: 'Fewer than 15 characters, and there are doors where nothing else is asked for.',
    },
    {
      setting: 'maximumLength',
      when: ({ maximumLength }) => maximumLength < 64,
      because: AT_LEAST_64,
    },
    {
      setting: 'classes',
      when: ({ classes }) => classes.length > 0,
      because: 'Composition rules make passwords that are easier to guess.',
    },
    {
      setting: 'minimumClasses',
      when: ({ minimumClasses }) => minimumClasses > 1,
      because: 'Composition rules make passwords that are easier to guess.',
    },
    {
      setting: 'mustMatch',
      when: ({ mustMatch }) => mustMatch.length > 0,
      because: 'Composition rules make passwords that are easier to guess.',
    },
    {
      setting: 'breached',
      when: ({ breached }) => breached !== 'require',
      because: 'New passwords need not be compared with a list of known ones.',
    },
    {
      setting: 'expiryDays',
      when: ({ expiryDays }) => expiryDays > 0,
      because: 'Periodic changes lead to predictable passwords.',
    },
  ],
});
