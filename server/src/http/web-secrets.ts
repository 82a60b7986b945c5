import type { WebEnrollmentAction } from '@gatehouse/protocol';

import type { EnrollmentInput } from '../enrollment/enrollment-input.js';

/** Passwords as bytes for as long as the work takes; they are wiped after it, however it ends. */
export async function withPasswords<T>(
  texts: readonly string[],
  work: (...passwords: Uint8Array[]) => Promise<T>,
): Promise<T> {
  const passwords = texts.map((text) => Buffer.from(text, 'utf8'));
  try {
    return await work(...passwords);
  } finally {
    for (const password of passwords) password.fill(0);
  }
}

/** What was sent for a step of an enrolment; secrets in it are wiped after the work. */
export async function withEnrollmentInput<T>(
  action: WebEnrollmentAction,
  work: (input: EnrollmentInput | { action: 'postpone' }) => Promise<T>,
): Promise<T> {
  if (action.action !== 'answers') return work(action);
  const texts = [action.password, ...action.answers.map(({ answer }) => answer)];
  return withPasswords(texts, (password = new Uint8Array(), ...answers) =>
    work({
      action: 'answers',
      password,
      answers: action.answers.map(({ id }, at) => ({
        id,
        answer: answers[at] ?? new Uint8Array(),
      })),
    }),
  );
}
