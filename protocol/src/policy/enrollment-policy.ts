import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** What a person can be made to enrol at the tile. Phones come with voice and SMS. */
export const Enrollable = z.enum(['answers', 'totp', 'email']);
export type Enrollable = z.infer<typeof Enrollable>;

/** Enrolment before the desktop. */
export const EnrollmentPolicy = z.strictObject({
  required: z
    .array(Enrollable)
    .max(3)
    .refine((what) => new Set(what).size === what.length, 'something is named twice')
    .describe('What must be enrolled before Windows gets the credential, in this order.'),
  postponements: z
    .int()
    .min(0)
    .max(100)
    .describe('How many logons a person may go on without enrolling.'),
  firstProof: z
    .enum(['factor', 'password'])
    .describe(
      'What a first enrolment must prove: a factor that an administrator or the help desk enrolled, or the password alone.',
    ),
  idleDays: z
    .int()
    .min(1)
    .max(3650)
    .describe(
      'An account that nobody used for this long needs a proven factor for its first enrolment, whatever `firstProof` says.',
    ),
});
export type EnrollmentPolicy = z.infer<typeof EnrollmentPolicy>;

export const DEFAULT_ENROLLMENT: EnrollmentPolicy = {
  required: [],
  postponements: 3,
  firstProof: 'factor',
  idleDays: 30,
};

export const ENROLLMENT_GROUP = policyGroup(EnrollmentPolicy, DEFAULT_ENROLLMENT, {
  classic: {
    required: {
      value: ['answers'],
      because: 'Answers are enrolled before the desktop appears.',
    },
    postponements: { value: 0, because: 'The enrolment is forced.' },
    firstProof: { value: 'password', because: 'Whoever logs on to Windows enrols.' },
  },
});
