import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Names a question in policies, locks and kits. Its text may change, its meaning must not: answers are bound to it. */
export const QuestionId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens');

export const QuestionText = z.string().min(1).max(200);

/** A question of a policy, by language. */
export const PolicyQuestion = z.strictObject({
  id: QuestionId,
  text: QuestionText.describe(
    'The question in English, for every language without one of its own.',
  ),
  texts: z
    .record(z.string().regex(/^[a-z]{2,3}$/), QuestionText)
    .optional()
    .describe('The question in other languages, by two- or three-letter code.'),
});
export type PolicyQuestion = z.infer<typeof PolicyQuestion>;

/** Challenge answers: what is asked, and how many of them open the recovery lock. */
export const AnswersPolicy = z.strictObject({
  mandatory: z
    .array(PolicyQuestion)
    .max(8)
    .describe('Questions that everybody answers, at enrolment and whenever answers are a proof.'),
  optional: z.array(PolicyQuestion).max(48).describe('Questions that a person chooses from.'),
  shares: z.int().min(0).max(12).describe('How many optional questions a person enrols.'),
  threshold: z
    .int()
    .min(0)
    .max(12)
    .describe('How many of the enrolled optional questions must be answered; at most 64 subsets.'),
  minimumLength: z.int().min(1).max(64).describe('Characters of an answer, at least.'),
  blocklist: z
    .array(z.string().min(1).max(64))
    .max(200)
    .describe('Answers that nobody may give, such as "password" or the name of the company.'),
});
export type AnswersPolicy = z.infer<typeof AnswersPolicy>;

/** Questions whose answers others cannot look up; five are enrolled, three open the lock. */
export const DEFAULT_ANSWERS: AnswersPolicy = {
  mandatory: [],
  optional: [
    q(
      'first-concert',
      'Which concert did you go to first?',
      'Welches Konzert hast du als erstes besucht?',
    ),
    q(
      'childhood-hero',
      'Who was your hero when you were a child?',
      'Wer war als Kind dein Vorbild?',
    ),
    q(
      'first-meal',
      'Which dish did you learn to cook first?',
      'Welches Gericht hast du als erstes kochen gelernt?',
    ),
    q(
      'dream-job',
      'What did you want to become when you were ten?',
      'Was wolltest du mit zehn Jahren werden?',
    ),
    q(
      'lost-thing',
      'What do you regret having lost?',
      'Welchen verlorenen Gegenstand vermisst du?',
    ),
    q(
      'favourite-teacher',
      'What was your favourite teacher called?',
      'Wie hieß deine liebste Lehrkraft?',
    ),
    q('hidden-place', 'Where did you hide as a child?', 'Wo hast du dich als Kind versteckt?'),
    q(
      'first-journey',
      'Where did you first travel alone?',
      'Wohin bist du zum ersten Mal allein gereist?',
    ),
  ],
  shares: 5,
  threshold: 3,
  minimumLength: 4,
  blocklist: [
    'password',
    'passwort',
    'none',
    'nothing',
    'nichts',
    'unknown',
    'unbekannt',
    'test',
    'asdf',
    'qwerty',
    '1234',
  ],
};

export const ANSWERS_GROUP = policyGroup(AnswersPolicy, DEFAULT_ANSWERS, {
  classic: {
    shares: { value: 5, because: 'Five of the optional questions are enrolled.' },
    threshold: { value: 3, because: 'Three of those must be answered.' },
  },
});

function q(id: string, text: string, de: string): PolicyQuestion {
  return { id, text, texts: { de } };
}
